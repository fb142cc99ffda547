import type { AppId, Clock } from '@eagre/protocol';
import { checkedConfig } from '@eagre/server/src/config/checked-config.ts';
import { RetentionPolicy } from '@eagre/server/src/conversation/retention-policy.ts';
import type { Gateway } from '@eagre/server/src/gateway/gateway.ts';
import type { Listener } from '@eagre/server/src/gateway/listener-bun.ts';
import type { Limits } from '@eagre/server/src/limits.ts';
import { RunningNode } from '@eagre/server/src/node/running-node.ts';
import { openStations, type Stations } from '@eagre/server/src/node/stations.ts';
import { type Logger, silentLogger } from '@eagre/server/src/observability/logger.ts';
import { Metrics } from '@eagre/server/src/observability/metrics.ts';
import { defaultTiers, type Tier } from '@eagre/server/src/room/chat/tiers.ts';
import type { Committed } from '@eagre/server/src/timeline/committed.ts';
import type { MemoryStore } from '@eagre/server/src/timeline/memory/memory-store.ts';
import type { Connection as NetworkConnection, SeededRandom } from '@eagre/testkit';
import { Line, stall } from './line.ts';
import { Process } from './process.ts';
import { SimBus } from './sim-bus.ts';
import type { SimRoutes } from './sim-routes.ts';
import { nodeTimeline, type StoreFaults } from './sim-store.ts';

export const app = 'shop' as AppId;

export interface SimNodeOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly store: MemoryStore;
  readonly storeFaults: Readonly<StoreFaults>;
  readonly routes: SimRoutes;
  readonly limits: Limits;
  readonly tiers?: readonly Tier[];
  readonly newId: () => string;
  readonly stored: (all: Committed[]) => void;
  /** Whatever the node logs as an error. */
  readonly report: (error: unknown, what: string) => void;
}

/** A whole node, but for its port, in a process that may stand still or end. */
export class SimNode {
  readonly name: string;
  readonly process: Process;
  readonly stations: Stations;
  readonly lines = new Set<Line>();
  /** All that devices opened to this node, taken or not. */
  readonly networks = new Set<NetworkConnection>();
  readonly #bus: SimBus;
  readonly #routes: SimRoutes;
  readonly #running: RunningNode;
  #gateway: Pick<Gateway, 'open' | 'accepting'> | undefined;

  private constructor(options: SimNodeOptions, process: Process, bus: SimBus, stations: Stations) {
    this.name = options.name;
    this.process = process;
    this.stations = stations;
    this.#bus = bus;
    this.#routes = options.routes;
    this.#running = new RunningNode({
      config: checkedConfig({ drainMs: 1000 }),
      clock: process,
      limits: options.limits,
      stations,
      ownsBus: true,
      clusterBus: bus,
      sharesPort: false,
      devKeys: undefined,
      api: () => noApi,
      listen: ({ gateway }) => this.#listen(gateway),
    });
  }

  /** Rejects when the store does not answer; then nothing of the node is left. */
  static async start(options: SimNodeOptions): Promise<SimNode> {
    const { name, clock, random, limits, routes, report } = options;
    const process = new Process(clock);
    const tell = (error: unknown, what: unknown) => {
      if (!process.isGone) report(error, `${name}: ${String(what)}`);
    };
    const bus = new SimBus({ ...options, process, random: random.fork(), report: tell });
    const secrets = random.fork();
    try {
      const stations = await openStations({
        clock: process,
        verifier: { verify: async (token) => verified(token) },
        bus,
        clusterBus: bus,
        limits,
        quotas: new Map(),
        retention: new RetentionPolicy({ days: 0, entries: 0 }),
        rooms: {
          node: name,
          random: random.fork(),
          randomBytes: (size) => Uint8Array.from({ length: size }, () => secrets.int(256)),
          newId: options.newId,
          tiers: options.tiers ?? defaultTiers,
          onDemand: true,
        },
        logger: loggerOf(tell),
        metrics: new Metrics(),
        openTimeline: async ({ onCommitted }) =>
          nodeTimeline({
            ...options,
            process,
            random: random.fork(),
            faults: options.storeFaults,
            onCommitted,
          }),
        yieldTurn: (fn) => void process.setTimer(0, fn),
      });
      const node = new SimNode(options, process, bus, stations);
      await node.#running.start();
      return node;
    } catch (error) {
      process.kill();
      routes.leave(bus);
      throw error;
    }
  }

  /** Takes a device's connection, or refuses it. */
  connect(network: NetworkConnection): void {
    this.networks.add(network);
    this.process.reach(() => {
      if (this.#gateway?.accepting !== true || network.server.isClosed) network.cut();
      else this.lines.add(new Line(network, this.process, this.#gateway));
    });
  }

  async stop(drainMs: number): Promise<void> {
    await this.#running.stop({ drainMs });
    // A bus that its node does not close is closed by nobody else; twice is no harm.
    await this.#bus.close();
  }

  /** `isNoticed`: the machine goes on and tells the devices that their connections are broken. */
  crash(isNoticed: boolean): void {
    this.process.kill();
    this.#routes.leave(this.#bus);
    for (const network of this.networks) {
      if (isNoticed) network.cut();
      else stall(network);
    }
  }

  /** The devices of a node that is gone find out. */
  cutAll(): void {
    for (const network of this.networks) network.cut();
  }

  /** What is left of a node that has stopped. */
  left(): Record<string, number> {
    const { devices, users } = this.stations.room.presence.remembered;
    return {
      ...this.#inUse(),
      timers: this.process.pending,
      busSubscriptions: this.#bus.subscriptions,
      presentDevices: devices,
      presentUsers: users,
    };
  }

  /** What a node that runs keeps for devices, when all of them have gone for a while. */
  kept(): Record<string, number> {
    return { ...this.#inUse(), busQueues: this.#bus.queues };
  }

  #inUse(): Record<string, number> {
    const { fanout, gateway, room, scheduler } = this.stations;
    return {
      topics: fanout.topics,
      receivers: fanout.receivers,
      tasks: scheduler.size,
      connections: gateway.connections,
      rooms: room.rooms.size,
    };
  }

  #listen(gateway: Pick<Gateway, 'open' | 'accepting'>): Listener {
    this.#gateway = gateway;
    return {
      port: 1,
      hostname: this.name,
      sockets: 0,
      stop: async () => {
        this.#gateway = undefined;
      },
    };
  }
}

/** Nobody calls a simulated node over HTTP. */
const noApi = { fetch: () => Promise.reject(new Error('there is no HTTP here')) } as never;

function verified(user: string) {
  const identity = { app, user: user as never, issuedAt: 0, expiresAt: Number.MAX_SAFE_INTEGER };
  return { ok: true as const, identity };
}

function loggerOf(report: (error: unknown, what: unknown) => void): Logger {
  const logger: Logger = {
    ...silentLogger,
    error: (fields, message) => report(fields['error'] ?? message, fields['what']),
    child: () => logger,
  };
  return logger;
}
