import type { Clock } from '@eagre/protocol';
import type { Api } from '../api/deps.ts';
import type { Readiness } from '../api/health.ts';
import type { Config } from '../config/schema.ts';
import type { Listener, ListenerOptions } from '../gateway/listener-bun.ts';
import type { Limits } from '../limits.ts';
import { AddressInUseError, type Node, type NodeAddress } from './node-types.ts';
import type { Stations } from './stations.ts';

export interface RunningNodeOptions {
  config: Config;
  clock: Clock;
  limits: Limits;
  stations: Stations;
  /** The bus was made for this node and ends with it. */
  ownsBus: boolean;
  devApiKey: string | undefined;
  listen: (options: ListenerOptions) => Listener;
  api: (readiness: Readiness) => Api;
}

/** Start and stop of a node: what opens last closes first. */
export class RunningNode implements Node {
  readonly config: Config;
  readonly devApiKey: string | undefined;
  readonly #options: RunningNodeOptions;
  readonly #api: Api;
  #listener: Listener | undefined;
  #stopping: Promise<void> | undefined;
  /** Resolved when somebody asks for a stop without care. */
  readonly #hurry = Promise.withResolvers<void>();

  constructor(options: RunningNodeOptions) {
    const { overload, gateway, timeline } = options.stations;
    this.#options = options;
    this.config = options.config;
    this.devApiKey = options.devApiKey;
    this.#api = options.api({
      draining: () => gateway.draining,
      overload: () => overload.cause,
      storeAnswers: async () => {
        await timeline.conversations('', '', 1);
      },
    });
  }

  get address(): NodeAddress {
    const listener = this.#listener;
    if (listener === undefined) throw new Error('the node was not started');
    const { hostname: host, port } = listener;
    return { host, port, url: `http://${host.includes(':') ? `[${host}]` : host}:${port}` };
  }

  async start(): Promise<void> {
    const { config, limits, listen, stations } = this.#options;
    try {
      this.#listener = listen({
        gateway: stations.gateway,
        limits,
        port: config.port,
        hostname: config.host,
        fetch: (request) => this.#api.fetch(request),
      });
    } catch (error) {
      await this.#closeStations();
      if (isInUse(error)) throw new AddressInUseError(config.host, config.port, error);
      throw error;
    }
  }

  async stop(options: { drainMs?: number } = {}): Promise<void> {
    const { gateway } = this.#options.stations;
    const spreadMs = options.drainMs ?? this.config.drainMs;
    if (spreadMs === 0) {
      gateway.close();
      this.#hurry.resolve();
    }
    this.#stopping ??= this.#stop(spreadMs);
    await this.#stopping;
  }

  async #stop(spreadMs: number): Promise<void> {
    const { gateway } = this.#options.stations;
    await Promise.race([gateway.drain({ spreadMs }), this.#hurry.promise]);
    await this.#stopListening();
    await this.#closeStations();
  }

  /** Requests that were let in are still answered; what lingers is dropped. */
  async #stopListening(): Promise<void> {
    const { clock, limits } = this.#options;
    const grace = Promise.withResolvers<void>();
    const timer = clock.setTimer(limits.stopGraceMs, grace.resolve);
    await Promise.race([this.#listener?.stop(), grace.promise, this.#hurry.promise]);
    timer.cancel();
    await this.#listener?.stop(true);
  }

  async #closeStations(): Promise<void> {
    const { gateway, overload, tidy, interest, conversation, room, retention, timeline, bus } =
      this.#options.stations;
    gateway.close();
    retention.close();
    overload.stop();
    tidy.stop();
    interest.close();
    conversation.close();
    await room.close();
    await timeline.close();
    if (this.#options.ownsBus) await bus.close();
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
