import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startBound } from './bound-process.ts';
import type { ChildProcess } from './process.ts';
import { type TempDir, tempDir } from './temp-dir.ts';
import { until } from './until.ts';

export interface NatsServerOptions {
  /** The only core on which it runs, from 0; any unless told. */
  readonly core?: number;
  /** For clients; a free one unless told. */
  readonly port?: number;
  /** Lines for its configuration file: users, TLS, `max_payload`, `write_deadline` … */
  readonly settings?: string;
  /** Name of the cluster that it takes part in, and who is asked for the routes of the others. */
  readonly cluster?: { readonly name: string; readonly routes: () => readonly string[] };
}

/** What a server says of itself since its start. */
export interface NatsFigures {
  readonly connections: number;
  readonly subscriptions: number;
  readonly slowConsumers: number;
  readonly inMessages: number;
  readonly outMessages: number;
  /** Other servers that it has a route to. */
  readonly peers: number;
}

interface Ports {
  readonly client: number;
  readonly monitor: number;
  /** For routes from other servers; 0 without a cluster. */
  readonly cluster: number;
}

const host = '127.0.0.1';
/** The server takes a free one and tells it. */
const anyPort = -1;
/** Threads stop within a moment, once each has its turn on a busy machine. */
const stopPatienceMs = 2000;
/** Ports of Debian's package lie where only root's PATH leads. */
const searchPath = `${process.env['PATH'] ?? ''}:/usr/sbin:/usr/local/sbin:/usr/local/bin`;

/**
 * A NATS server of one's own on free ports of this machine, gone when this process ends.
 *
 *     await using nats = await NatsServer.start();
 */
export class NatsServer implements AsyncDisposable {
  readonly #options: NatsServerOptions;
  readonly #directory: TempDir | undefined;
  #process: ChildProcess;
  #ports: Ports | undefined;

  static async start(options: NatsServerOptions = {}): Promise<NatsServer> {
    const server = new NatsServer(options);
    try {
      server.#ports = await server.#ready();
      return server;
    } catch (error) {
      await server[Symbol.asyncDispose]();
      throw error;
    }
  }

  private constructor(options: NatsServerOptions) {
    this.#options = options;
    if (options.settings !== undefined) {
      this.#directory = tempDir();
      writeFileSync(join(this.#directory.path, 'nats.conf'), options.settings);
    }
    this.#process = this.#spawn();
  }

  /** Stays the same over restarts. */
  get url(): string {
    return `nats://${host}:${this.#at.client}`;
  }

  get port(): number {
    return this.#at.client;
  }

  /** Root of its monitoring pages (`/varz`, `/connz`, `/subsz` …). */
  get monitorUrl(): string {
    return `http://${host}:${this.#at.monitor}`;
  }

  /** Where other servers of its cluster reach it. */
  get routeUrl(): string {
    return `nats://${host}:${this.#at.cluster}`;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get running(): boolean {
    return this.#process.running;
  }

  /** Its last lines. */
  get output(): string {
    return this.#process.output;
  }

  async figures(): Promise<NatsFigures> {
    const [about, routes] = await Promise.all([this.#page('varz'), this.#page('routez')]);
    const peers = new Set((routes['routes'] as { remote_id: string }[]).map((r) => r.remote_id));
    return {
      connections: Number(about['connections']),
      subscriptions: Number(about['subscriptions']),
      slowConsumers: Number(about['slow_consumers']),
      inMessages: Number(about['in_msgs']),
      outMessages: Number(about['out_msgs']),
      peers: peers.size,
    };
  }

  /** As a crash: nothing is said to the clients. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** Starts it again on its ports, after a kill or a stop; one that runs is stopped first. */
  async restart(): Promise<void> {
    await this.stop();
    // Whoever has one of its ports now may have it for a moment only: a connection on its way out.
    await until(async () => {
      this.#process = this.#spawn();
      return this.#ready();
    });
  }

  /** It keeps its connections and does nothing more, as a machine that hangs. */
  pause(): void {
    process.kill(this.pid, 'SIGSTOP');
    // The signal reaches its threads a little later, in which it could still say a word.
    const deadlineMs = performance.now() + stopPatienceMs;
    while (!isStopped(this.pid) && performance.now() < deadlineMs);
  }

  resume(): void {
    process.kill(this.pid, 'SIGCONT');
  }

  async stop(): Promise<void> {
    if (!this.#process.running) return;
    this.resume();
    await this.#process.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
    this.#directory?.remove();
  }

  get #at(): Ports {
    if (this.#ports === undefined) throw new Error('nats-server has not started');
    return this.#ports;
  }

  #spawn(): ChildProcess {
    const { core, cluster, port = anyPort } = this.#options;
    const ports = this.#ports ?? { client: port, monitor: anyPort, cluster: anyPort };
    const routes = cluster?.routes() ?? [];
    const command = [
      natsBinary(),
      ...(this.#directory === undefined ? [] : ['-c', join(this.#directory.path, 'nats.conf')]),
      ...['-a', host, '-p', `${ports.client}`, '-m', `${ports.monitor}`],
      ...(cluster === undefined
        ? []
        : ['--cluster_name', cluster.name, '--cluster', `nats://${host}:${ports.cluster}`]),
      ...(routes.length === 0 ? [] : ['--routes', routes.join(',')]),
    ];
    return startBound(command, core === undefined ? {} : { core });
  }

  /** The ports that it listens on, once it serves on all of them. */
  async #ready(): Promise<Ports> {
    const server = this.#process;
    const port = async (what: string) =>
      Number((await server.waitForLine(new RegExp(`${what} .*:(\\d+)$`)))[1]);
    const monitor = await port('Starting http monitor on');
    const client = await port('Listening for client connections on');
    await server.waitForLine(/Server is ready/);
    const routed = this.#options.cluster !== undefined;
    return {
      client,
      monitor,
      cluster: routed ? await port('Listening for route connections on') : 0,
    };
  }

  async #page(name: string): Promise<Record<string, unknown>> {
    const answer = await fetch(`${this.monitorUrl}/${name}`);
    return (await answer.json()) as Record<string, unknown>;
  }
}

/** Why no NATS can be started on this machine, for `test.skipIf`; undefined when one can. */
export function whyNoNats(): string | undefined {
  if (Bun.which('nats-server', { PATH: searchPath }) !== null) return undefined;
  return 'nats-server is not installed: `apt-get install nats-server`, or put its binary on PATH';
}

/** Whether no thread of it runs; true where the system does not tell. */
function isStopped(pid: number): boolean {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) return true;
  try {
    return readdirSync(tasks).every((task) => {
      const stat = readFileSync(`${tasks}/${task}/stat`, 'utf8');
      return stat.slice(stat.lastIndexOf(')') + 2).startsWith('T');
    });
  } catch {
    // A thread ended while we looked: so not all stood still.
    return false;
  }
}

function natsBinary(): string {
  const found = Bun.which('nats-server', { PATH: searchPath });
  if (found === null) throw new Error(whyNoNats());
  return found;
}
