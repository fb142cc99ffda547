import type { Clock } from '@eagre/protocol';
import type { NodeCrowd } from '../api/crowd-desk.ts';
import type { Api } from '../api/deps.ts';
import type { Readiness } from '../api/health.ts';
import type { ClusterBus } from '../bus/bus.ts';
import type { Config } from '../config/schema.ts';
import type { Console } from '../console/console-api.ts';
import type { Listener, ListenerOptions } from '../gateway/listener-bun.ts';
import type { Limits } from '../limits.ts';
import type { Pages } from '../pages/pages.ts';
import { urlOf } from '../url-of.ts';
import { type AdminListener, listenForAdmin } from './admin-listener.ts';
import { BusWatch } from './bus-watch.ts';
import { type Answering, frontDoor } from './front-door.ts';
import type { NodeLoad } from './load/node-load.ts';
import { nodeReadiness } from './node-readiness.ts';
import { AddressInUseError, type Node, type NodeAddress } from './node-types.ts';
import type { Stations } from './stations.ts';

export interface RunningNodeOptions {
  config: Config;
  clock: Clock;
  limits: Limits;
  stations: Stations;
  load?: Pick<NodeLoad, 'close'> | undefined;
  /** The bus was made for this node and ends with it. */
  ownsBus: boolean;
  /** To the other nodes of a cluster. */
  clusterBus?: ClusterBus | undefined;
  /** Others listen on the port and take what comes when this node does not. */
  sharesPort?: boolean;
  devKeys: Node['devKeys'];
  listen: (options: ListenerOptions) => Listener;
  api: (readiness: Readiness, crowd: NodeCrowd | undefined) => Api;
  /** What the console's page asks. */
  console?: (readiness: Readiness, api: Api) => Console;
  /** Comes to the address given; leaves when the node stops. */
  crowd?: ((url: () => string) => NodeCrowd) | undefined;
  /** What people see in a browser. */
  pages?: Pages | undefined;
  /** What `adminPort` has. */
  admin?: (readiness: Readiness) => Pick<Api, 'fetch'>;
}

/** Start and stop of a node: what opens last closes first. */
export class RunningNode implements Node {
  readonly config: Config;
  readonly devKeys: Node['devKeys'];
  readonly #options: RunningNodeOptions;
  readonly #front: Answering;
  readonly #crowd: NodeCrowd | undefined;
  readonly #admin: Pick<Api, 'fetch'> | undefined;
  readonly #busWatch: BusWatch | undefined;
  #adminListener: AdminListener | undefined;
  #listener: Listener | undefined;
  #stopping: Promise<void> | undefined;
  /** Resolved when somebody asks for a stop without care. */
  readonly #hurry = Promise.withResolvers<void>();

  constructor(options: RunningNodeOptions) {
    const { config, clock, clusterBus, stations } = options;
    this.#options = options;
    this.config = config;
    this.devKeys = options.devKeys;
    this.#busWatch = clusterBus && new BusWatch(clusterBus, clock);
    const readiness = nodeReadiness({
      stations,
      bus: this.#busWatch,
      readyWithoutBusMs: config.readyWithoutBusMs,
      stopping: () => this.#stopping !== undefined,
    });
    this.#crowd = options.crowd?.(() => this.address.url);
    const api = options.api(readiness, this.#crowd);
    const operators = options.console?.(readiness, api);
    this.#front = frontDoor({
      api: (request) => api.fetch(request),
      console: operators && ((request, remote) => operators.fetch(request, remote)),
      pages: options.pages,
    });
    this.#admin = options.admin?.(readiness);
  }

  get address(): NodeAddress {
    const listener = this.#listener;
    if (listener === undefined) throw new Error('the node was not started');
    const { hostname: host, port } = listener;
    return { host, port, url: urlOf(host, port) };
  }

  async start(): Promise<void> {
    const { config, limits, listen, sharesPort = false, stations } = this.#options;
    const hostname = config.host;
    try {
      this.#listenForAdmin();
      this.#listener = opened(hostname, config.port, () =>
        listen({
          gateway: stations.gateway,
          limits,
          port: config.port,
          hostname,
          reusePort: sharesPort,
          ...(config.cluster ? { node: config.node } : {}),
          fetch: this.#front,
        }),
      );
    } catch (error) {
      await this.#closeStations();
      throw error;
    }
  }

  async stop(options: { drainMs?: number } = {}): Promise<void> {
    if (options.drainMs === 0) this.#hurry.resolve();
    this.#stopping ??= this.#stop(options.drainMs ?? this.config.drainMs);
    await this.#stopping;
  }

  async #stop(spreadMs: number): Promise<void> {
    const { gateway } = this.#options.stations;
    await this.#crowd?.sendAway();
    if (this.config.drainDelayMs > 0) await this.#within(this.config.drainDelayMs);
    if (spreadMs === 0) this.#hurry.resolve();
    // What the system would still give to this listener, the others on the port shall have.
    if (this.#options.sharesPort) void this.#listener?.stop();
    await Promise.race([gateway.drain({ spreadMs }), this.#hurry.promise]);
    gateway.close();
    await this.#stopListening();
    await this.#closeStations();
  }

  /** Requests that were let in are still answered; what lingers is dropped. */
  async #stopListening(): Promise<void> {
    await this.#within(this.#options.limits.stopGraceMs, this.#listener?.stop());
    await this.#listener?.stop(true);
  }

  /** Waits for so long at most, for less when there is hurry, or when `done` is. */
  async #within(ms: number, done?: Promise<void>): Promise<void> {
    const passed = Promise.withResolvers<void>();
    const timer = this.#options.clock.setTimer(ms, passed.resolve);
    await Promise.race([passed.promise, this.#hurry.promise, ...(done ? [done] : [])]);
    timer.cancel();
  }

  #listenForAdmin(): void {
    const { adminPort: port, host: hostname } = this.config;
    const admin = this.#admin;
    if (port === 0 || admin === undefined) return;
    const fetch = (request: Request) => admin.fetch(request);
    this.#adminListener = opened(hostname, port, () => listenForAdmin({ hostname, port, fetch }));
  }

  async #closeStations(): Promise<void> {
    const { gateway, desk, overload, tidy, interest, conversation, room, retention } =
      this.#options.stations;
    const { feed, timeline, bus } = this.#options.stations;
    gateway.close();
    this.#options.load?.close();
    desk.close();
    retention.close();
    overload.stop();
    tidy.stop();
    interest.close();
    conversation.close();
    await room.close();
    feed?.stop();
    await timeline.close();
    this.#busWatch?.close();
    if (this.#options.ownsBus) await bus.close();
    // Last, so that whoever watches the node sees it to its end.
    await this.#adminListener?.stop();
  }
}

/** @throws AddressInUseError */
function opened<Opened>(host: string, port: number, open: () => Opened): Opened {
  try {
    return open();
  } catch (error) {
    if (isInUse(error)) throw new AddressInUseError(host, port, error);
    throw error;
  }
}

function isInUse(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}
