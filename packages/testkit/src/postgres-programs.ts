import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Why no PostgreSQL can be started on this machine, for `test.skipIf`; undefined when one can. */
export function whyNoPostgres(): string | undefined {
  if (programsDirectory() !== undefined) return undefined;
  return (
    'PostgreSQL (15 or later) is not on this machine: `apt-get install postgresql`, or put the ' +
    'directory of `initdb` and `postgres` on PATH'
  );
}

/** Path of a program that comes with PostgreSQL: initdb, postgres, psql … */
export function postgresProgram(name: string): string {
  const directory = programsDirectory();
  if (directory === undefined) throw new Error(whyNoPostgres());
  return join(directory, name);
}

/** Debian keeps every version in a directory of its own and none of its servers on PATH. */
const versionsDirectory = '/usr/lib/postgresql';

function programsDirectory(): string | undefined {
  const onPath = Bun.which('initdb');
  const versions = existsSync(versionsDirectory) ? readdirSync(versionsDirectory) : [];
  return versions
    .map(Number)
    .filter((version) => version >= 15)
    .sort((a, b) => b - a)
    .map((version) => join(versionsDirectory, `${version}`, 'bin'))
    .concat(onPath === null ? [] : [dirname(onPath)])
    .find((directory) => existsSync(join(directory, 'initdb')));
}

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Whom the data belong to: PostgreSQL refuses to run as root. Undefined: whoever we are. */
export function postgresOwner(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const users = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  const [, , uid, gid] =
    users.find(([name]) => name === 'postgres') ?? users.find(([name]) => name === 'nobody') ?? [];
  if (uid === undefined) throw new Error('PostgreSQL needs a user other than root to run as');
  return { uid: Number(uid), gid: Number(gid) };
}

/** The command as this owner runs it; it keeps its process id, so that signals reach the program. */
export function asOwner(owner: Owner | undefined, command: readonly string[]): string[] {
  if (owner === undefined) return [...command];
  // A change of user takes back what was said about our death, so it is said once more.
  const identity = [`--reuid=${owner.uid}`, `--regid=${owner.gid}`, '--clear-groups'];
  return ['setpriv', ...identity, '--pdeathsig', 'KILL', '--', ...command];
}

/** Waits for a program's end and gives what it printed; fails with what it complained of. */
export async function runToEnd(command: readonly string[]): Promise<string> {
  const child = Bun.spawn([...command], { stdin: 'ignore', stdout: 'pipe', stderr: 'pipe' });
  const [output, errors, code] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
    child.exited,
  ]);
  if (code === 0) return output.trim();
  throw new Error(`\`${command.join(' ')}\` ended with code ${code}: ${errors.trim()}`);
}
