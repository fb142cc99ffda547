import type { Address } from '@eagre/swarm/device/fleet';
import { LocalServer } from '@eagre/swarm/target/local-server';
import type { ServerSettings } from '@eagre/swarm/target/local-server-settings';
import { parseMetrics } from '@eagre/swarm/target/metrics';
import { onExit } from './cleanup.ts';
import { canPin, serverCore } from './cores.ts';
import { secrets } from './credentials.ts';
import { residentBytesOf } from './peer.ts';
import type { Served } from './served.ts';

export type { ServerSettings };

/** What a bench counts on besides what every load needs. */
export const roomForBench: ServerSettings = { groupMembers: 5000, drainMs: 0 };

/** The real server on a core of its own, with what a bench asks it. It ends with the bench. */
export class ServerProcess implements Served {
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

  get addresses(): readonly [Address] {
    return [{ host: this.host, port: this.port }];
  }

  get processes(): { server: number } {
    return { server: this.pid };
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

  metric(name: string): Promise<number> {
    return metricOf(this.url, name);
  }
}

/** One metric; all its labels together. Fails when the server has none of that name. */
export async function metricOf(url: string, name: string): Promise<number> {
  const answer = await fetch(`${url}/metrics`);
  if (!answer.ok) throw new Error(`GET /metrics answered ${answer.status}`);
  const value = parseMetrics(await answer.text()).get(name);
  if (value === undefined) throw new Error(`/metrics of the server has no ${name}`);
  return value;
}

/** Flags for the runtime of a server that is to be profiled. */
export function profilingFlags(): { runtimeFlags?: readonly string[] } {
  const directory = process.env['EAGRE_BENCH_PROFILE'];
  return directory === undefined
    ? {}
    : { runtimeFlags: ['--cpu-prof', `--cpu-prof-dir=${directory}`] };
}

function optionsOf(settings: ServerSettings) {
  return {
    settings: { ...roomForBench, ...settings },
    secrets,
    ...(canPin ? { core: serverCore } : {}),
    ...profilingFlags(),
  };
}
