import { chownSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type Owner, postgresOwner } from './postgres-programs.ts';
import { tempDir } from './temp-dir.ts';

/**
 * Waits until our end of its standard input closes, which happens however we end. What is left of the
 * server then is killed: its postmaster dies with us, but not those of its processes that are
 * stopped; and a shared memory segment outlives the processes that were killed.
 */
const watch = `
trap '' INT TERM HUP
cat > /dev/null
pids() {
  if [ -d /proc/self ]; then grep -lsaF -e "$1/data" -e "postgres: $2:" /proc/[0-9]*/cmdline | cut -d/ -f3
  else ps -A -o pid=,args= | grep -F -e "$1/data" -e "postgres: $2:" | awk '{print $1}'; fi
}
kill -KILL $(pids "$1" "$2") 2> /dev/null
segment=$(awk 'NR == 7 {print $2}' "$1/data/postmaster.pid" 2> /dev/null)
[ -z "$segment" ] || ipcrm -m "$segment" 2> /dev/null
[ "$3" = keep ] || rm -rf "$1"
`;

/**
 * Where a server keeps its data, and everything that runs on them; both end with this process, but for
 * data of which the place was given.
 */
export class PostgresDirectory {
  /** Whose they are and who runs the server. */
  readonly owner: Owner | undefined = postgresOwner();
  readonly #path: string;
  /** Name that the server's processes carry in their titles (setting `cluster_name`). */
  readonly mark: string;
  readonly #watcher;

  /** `kept`: an absolute path of theirs, which stays. */
  constructor(kept?: string) {
    this.#path = kept ?? tempDir().path;
    // Of a path that somebody chose the last word may be anybody's.
    this.mark = kept === undefined ? basename(this.#path) : markOf(kept);
    mkdirSync(this.#path, { recursive: true });
    if (this.owner !== undefined) chownSync(this.#path, this.owner.uid, this.owner.gid);
    const keep = kept === undefined ? [] : ['keep'];
    this.#watcher = Bun.spawn(['sh', '-c', watch, 'sh', this.#path, this.mark, ...keep], {
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
  }

  get data(): string {
    return join(this.#path, 'data');
  }

  /** Ids of all processes of the server, also of those whose postmaster is gone. */
  processes(): number[] {
    const isOurs = (command: string) =>
      command.includes(this.data) || command.includes(`postgres: ${this.mark}:`);
    return commands()
      .filter(([, command]) => isOurs(command))
      .map(([pid]) => pid);
  }

  /** Kills what is left and removes everything that is not to be kept. */
  async remove(): Promise<void> {
    this.#watcher.stdin.end();
    await this.#watcher.exited;
  }
}

function markOf(path: string): string {
  return `eagre-${Bun.hash(path).toString(36)}`;
}

/** Id and command line of every process of this machine. */
function commands(): [pid: number, command: string][] {
  if (process.platform !== 'linux') {
    const listing = Bun.spawnSync(['ps', '-A', '-o', 'pid=,args=']).stdout.toString();
    return listing.split('\n').map((line) => [Number.parseInt(line, 10), line]);
  }
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => pid > 0)
    .map((pid) => [pid, commandOf(pid)]);
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'latin1');
  } catch {
    return '';
  }
}
