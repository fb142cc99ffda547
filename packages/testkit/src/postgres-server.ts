import { appendFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { PostgresDirectory } from './postgres-directory.ts';
import { PostgresProcesses } from './postgres-processes.ts';
import { asOwner, postgresProgram, runToEnd } from './postgres-programs.ts';
import { until } from './until.ts';

export interface PostgresOptions {
  /** For postgresql.conf; `ALTER SYSTEM` stands above them. */
  readonly settings?: Readonly<Record<string, string>>;
  /** The only core on which it runs, from 0; any unless told. */
  readonly core?: number;
  /** Absolute path of its data, which are used when they are there, and stay; gone with it unless told. */
  readonly directory?: string;
}

const host = '127.0.0.1';
/** Somebody else may take the free port that was found before the server does. */
const portTries = 3;

/** Small, since many may run at once; durable as in production. */
const ownSettings = {
  listen_addresses: host,
  unix_socket_directories: '',
  shared_buffers: '32MB',
  // Kept in the data directory instead of /dev/shm, where a crash would leave it.
  dynamic_shared_memory_type: 'mmap',
  // What a standby needs that was away for a while.
  wal_keep_size: '256MB',
  // One call instead of one for each of a thousand files, after a crash or a copy.
  ...(process.platform === 'linux' && { recovery_init_sync_method: 'syncfs' }),
  lc_messages: 'C',
};

/**
 * A PostgreSQL server of one's own on a free port of this machine, gone when this process ends,
 * however it ends. Commits are synced; anybody on this machine may connect as `postgres`. Texts
 * compare by the rules of a language (en-US), as on many a server, not by their bytes.
 *
 *     await using server = await PostgresServer.start();
 *     const url = await server.database();
 */
export class PostgresServer implements AsyncDisposable {
  readonly #options: PostgresOptions;
  readonly #directory: PostgresDirectory;
  readonly #standbys: PostgresServer[] = [];
  readonly #processes: PostgresProcesses;
  #port = 0;
  #databases = 0;

  static async start(options: PostgresOptions = {}): Promise<PostgresServer> {
    const server = new PostgresServer(options);
    return server.#make(() => server.#initialize());
  }

  private constructor(options: PostgresOptions) {
    this.#options = options;
    this.#directory = new PostgresDirectory(options.directory);
    this.#processes = new PostgresProcesses(this.#directory, options.core);
  }

  /** Stays the same over restarts. */
  get port(): number {
    return this.#port;
  }

  /** The database `postgres`. */
  get url(): string {
    return this.#urlOf('postgres');
  }

  /** Of the postmaster, whose children do the work. */
  get pid(): number {
    return this.#processes.postmasterPid;
  }

  /** The last lines of its log. */
  get output(): string {
    return this.#processes.output;
  }

  /** A new database, as a copy of `template` (nobody may be connected to that), and its URL. */
  async database(template = 'template0'): Promise<string> {
    this.#databases += 1;
    const name = `test_${this.#databases}`;
    await this.sql(`CREATE DATABASE ${name} TEMPLATE ${template}`);
    return this.#urlOf(name);
  }

  /** Runs one statement, to set a test up; gives its rows as lines, columns parted by `|`. */
  async sql(statement: string, database = 'postgres'): Promise<string> {
    const url = this.#urlOf(database);
    const flags = ['-X', '-A', '-t', '-q', '-v', 'ON_ERROR_STOP=1'];
    return runToEnd([postgresProgram('psql'), ...flags, '-d', url, '-c', statement]);
  }

  /** As a power cut: all its processes are killed at once. */
  kill(): Promise<void> {
    return this.#processes.kill();
  }

  /** As an administrator does: clients are told and disconnected, nothing is to be recovered. */
  shutdown(): Promise<void> {
    return this.#processes.shutdown();
  }

  /** The same data on the same port, after `kill` or `shutdown`; shuts down first if it runs. */
  async restart(): Promise<void> {
    await this.shutdown();
    await this.#processes.start(this.#port);
  }

  /** It keeps its connections and does nothing more, as a machine that hangs. */
  pause(): void {
    this.#processes.signal('SIGSTOP');
  }

  resume(): void {
    this.#processes.signal('SIGCONT');
  }

  /**
   * A server that follows this one by streaming and may be read. `synchronous`: from now on a commit
   * here is acknowledged only when the standby has it, too. It stops with this server at the latest.
   */
  async standby({ synchronous = false } = {}): Promise<PostgresServer> {
    const { directory: _, ...options } = this.#options;
    const standby = new PostgresServer(options);
    this.#standbys.push(standby);
    const name = `standby_${this.#standbys.length}`;
    await standby.#make(() => standby.#copy(this.#port, name));
    if (synchronous) await this.sql(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
    if (synchronous) await this.sql('SELECT pg_reload_conf()');
    const state = `SELECT state, sync_state FROM pg_stat_replication WHERE application_name = '${name}'`;
    const wanted = synchronous ? 'streaming|sync' : 'streaming|async';
    await until(async () => (await this.sql(state)) === wanted, { what: `a standby ${wanted}` });
    return standby;
  }

  /** Makes a standby a server that takes writes. */
  async promote(): Promise<void> {
    if ((await this.sql('SELECT pg_promote()')) === 't') return;
    throw new Error(`the standby was not promoted; its log:\n${this.output}`);
  }

  /** Ends it and removes its data, unless their place was given. */
  async stop(): Promise<void> {
    for (const standby of this.#standbys) await standby.stop();
    await this.#processes.kill();
    await this.#directory.remove();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  async #make(fill: () => Promise<void>): Promise<this> {
    try {
      await fill();
      await this.#findPort();
      return this;
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  async #initialize(): Promise<void> {
    if (existsSync(join(this.#directory.data, 'PG_VERSION'))) return;
    const locale = ['--locale=C.UTF-8', '--locale-provider=icu', '--icu-locale=en-US'];
    const access = ['-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'];
    await this.#asOwner('initdb', ['-D', this.#directory.data, ...locale, ...access]);
    const settings = Object.entries({ ...ownSettings, ...this.#options.settings });
    const lines = settings.map(([name, value]) => `${name} = '${value.replaceAll("'", "''")}'\n`);
    appendFileSync(join(this.#directory.data, 'postgresql.conf'), lines.join(''));
  }

  async #copy(port: number, name: string): Promise<void> {
    const from = `host=${host} port=${port} user=postgres application_name=${name}`;
    const how = ['-d', from, '-X', 'stream', '-c', 'fast', '-R', '--no-sync'];
    await this.#asOwner('pg_basebackup', ['-D', this.#directory.data, ...how]);
  }

  async #findPort(): Promise<void> {
    for (let tries = 1; ; tries += 1) {
      this.#port = await freePort();
      try {
        return await this.#processes.start(this.#port);
      } catch (error) {
        if (tries === portTries || !this.output.includes('Address already in use')) throw error;
      }
    }
  }

  #asOwner(program: string, args: readonly string[]): Promise<string> {
    return runToEnd(asOwner(this.#directory.owner, [postgresProgram(program), ...args]));
  }

  #urlOf(database: string): string {
    return `postgres://postgres@${host}:${this.#port}/${database}`;
  }
}
