import { LocalServer } from '@eagre/swarm/target/local-server';
import type { ServerSettings } from '@eagre/swarm/target/local-server-settings';
import { parseMetrics } from '@eagre/swarm/target/metrics';
import { onExit } from './cleanup.ts';
import { canPin, serverCore } from './cores.ts';
import { secrets } from './credentials.ts';
import { residentBytesOf } from './peer.ts';

export type { ServerSettings };

/** What a bench counts on besides what every load needs. */
const roomForBench: ServerSettings = { groupMembers: 5000, drainMs: 0 };

/** The real server on a core of its own, with what a bench asks it. It ends with the bench. */
export class ServerProcess {
  readonly #server: LocalServer;
  readonly #settings: ServerSettings;
  readonly #end: () => Promise<void>;

  static async start(settings: ServerSettings = {}): Promise<ServerProcess> {
    return new ServerProcess(await LocalServer.start(optionsOf(settings)), settings);
  }

  private constructor(server: LocalServer, settings: ServerSettings) {
    this.#server = server;
    this.#settings = settings;
    this.#end = onExit(() => server.stop());
  }

  get host(): string {
    return this.#server.host;
  }

  get port(): number {
    return this.#server.port;
  }

  get url(): string {
    return this.#server.url;
  }

  get key(): string {
    return this.#server.key;
  }

  get pid(): number {
    return this.#server.pid;
  }

  /** A new process on the same data. */
  async restart(settings: ServerSettings = this.#settings): Promise<ServerProcess> {
    await this.#server.restart({ ...roomForBench, ...settings });
    return this;
  }

  stop(): Promise<void> {
    return this.#end();
  }

  /** Its own memory in the machine, without what the kernel holds for its sockets. */
  residentBytes(): number {
    return residentBytesOf(this.pid);
  }

  /** One metric; all its labels together. Fails when the server has none of that name. */
  async metric(name: string): Promise<number> {
    const answer = await fetch(`${this.url}/metrics`);
    if (!answer.ok) throw new Error(`GET /metrics answered ${answer.status}`);
    const value = parseMetrics(await answer.text()).get(name);
    if (value === undefined) throw new Error(`/metrics of the server has no ${name}`);
    return value;
  }
}

function optionsOf(settings: ServerSettings) {
  const profile = process.env['EAGRE_BENCH_PROFILE'];
  return {
    settings: { ...roomForBench, ...settings },
    secrets,
    ...(canPin ? { core: serverCore } : {}),
    ...(profile === undefined ? {} : { runtimeFlags: ['--cpu-prof', `--cpu-prof-dir=${profile}`] }),
  };
}
