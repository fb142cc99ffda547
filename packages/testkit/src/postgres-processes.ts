import { startBound } from './bound-process.ts';
import type { PostgresDirectory } from './postgres-directory.ts';
import { asOwner, postgresProgram } from './postgres-programs.ts';
import type { ChildProcess } from './process.ts';
import { until } from './until.ts';

/** Recovery after a crash syncs all files it finds, on a busy machine. ms. */
const startMs = 30_000;
const stopMs = 10_000;

/** The postmaster of a data directory and the processes it starts. */
export class PostgresProcesses {
  readonly #directory: PostgresDirectory;
  readonly #core: number | undefined;
  #postmaster: ChildProcess | undefined;

  constructor(directory: PostgresDirectory, core: number | undefined) {
    this.#directory = directory;
    this.#core = core;
  }

  get output(): string {
    return this.#postmaster?.output ?? '';
  }

  get postmasterPid(): number {
    if (this.#postmaster?.running !== true) throw new Error('postgres is not running');
    return this.#postmaster.pid;
  }

  /** Resolves when it takes connections. */
  async start(port: number): Promise<void> {
    const { data, mark, owner } = this.#directory;
    const flags = ['-D', data, '-p', `${port}`, `--cluster_name=${mark}`];
    const options = this.#core === undefined ? {} : { core: this.#core };
    const command = asOwner(owner, [postgresProgram('postgres'), ...flags]);
    this.#postmaster = startBound(command, options);
    await this.#postmaster.waitForLine(/ready to accept/, startMs);
  }

  async kill(): Promise<void> {
    // Whoever is stopped can neither start another nor tidy up.
    this.signal('SIGSTOP');
    this.signal('SIGKILL');
    await this.#postmaster?.exited;
    await until(() => this.#directory.processes().length === 0, { what: 'the end of postgres' });
  }

  /** Clients are disconnected, what is in memory goes to disk. */
  async shutdown(): Promise<void> {
    const postmaster = this.#postmaster;
    if (postmaster?.running !== true) return;
    this.signal('SIGCONT');
    process.kill(postmaster.pid, 'SIGINT');
    const timer = setTimeout(() => this.signal('SIGKILL'), stopMs);
    await postmaster.exited;
    clearTimeout(timer);
  }

  /** To all; the postmaster first, which starts no others once it is stopped. */
  signal(signal: NodeJS.Signals): void {
    const postmaster = this.#postmaster?.running === true ? [this.#postmaster.pid] : [];
    const others = () => this.#directory.processes().filter((pid) => pid !== postmaster[0]);
    for (const pid of postmaster) signalTo(pid, signal);
    for (const pid of others()) signalTo(pid, signal);
  }
}

function signalTo(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It ended by itself a moment ago.
  }
}
