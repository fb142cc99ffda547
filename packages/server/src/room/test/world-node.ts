import type { Clock } from '@eagre/protocol';
import type { SeededRandom } from '@eagre/testkit';
import type { Bus, Subscription } from '../../bus/bus.ts';
import { LaneScheduler } from '../../fanout/lane-scheduler.ts';
import { Limiter } from '../../flow/limiter.ts';
import { type QueueKey, userQueueKey } from '../../keys.ts';
import type { Limits } from '../../limits.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import type { Tier } from '../chat/tiers.ts';
import type { FaultyBus } from '../presence/test/faulty-bus.ts';
import { createRoomServices, type RoomServices } from '../services.ts';
import { NodeClock } from './node-clock.ts';
import { nodeStore, type StoreFaults } from './node-store.ts';
import { type ConnectionEvents, WorldConnection } from './world-connection.ts';

export interface WorldNodeOptions {
  readonly name: string;
  readonly clock: Clock;
  readonly random: SeededRandom;
  readonly bus: FaultyBus;
  /** Probability that a message comes twice, of those that may. */
  readonly doubles: () => number;
  readonly store: Timeline;
  readonly storeFaults: Readonly<StoreFaults>;
  readonly limits: Limits;
  readonly tiers: readonly Tier[];
  readonly onDemand: boolean;
  readonly newId: () => string;
  readonly report: (error: unknown, what: string) => void;
}

/** A node of the world: its room station, and what stands round it in a real one. */
export class WorldNode {
  readonly name: string;
  readonly clock: NodeClock;
  readonly services: RoomServices;
  readonly scheduler: LaneScheduler;
  readonly timeline: Timeline;
  readonly connections = new Set<WorldConnection>();
  readonly #options: WorldNodeOptions;
  readonly #subscriptions = new Set<Subscription>();
  readonly #follows = new Map<WorldConnection, Subscription>();
  #isAlive = true;

  constructor(options: WorldNodeOptions) {
    const { name, random, limits } = options;
    this.name = name;
    this.#options = options;
    this.clock = new NodeClock(options.clock);
    const { clock } = this;
    this.timeline = nodeStore({
      store: options.store,
      clock: options.clock,
      random: random.fork(),
      faults: options.storeFaults,
      isAlive: () => this.#isAlive,
    });
    const report = (error: unknown, what = 'a slice') => {
      if (this.#isAlive) options.report(error, `${name}: ${what}`);
    };
    const yieldTurn = (fn: () => void) => void clock.setTimer(0, fn);
    this.scheduler = new LaneScheduler({ clock, limits, yieldTurn, report });
    const secrets = random.fork();
    this.services = createRoomServices({
      ...options,
      node: name,
      clock,
      random: random.fork(),
      randomBytes: (size) => Uint8Array.from({ length: size }, () => secrets.int(256)),
      bus: this.#bus(random.fork()),
      timeline: this.timeline,
      scheduler: this.scheduler,
      limiter: new Limiter(clock, limits),
      report,
    });
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get subscriptions(): number {
    return this.#subscriptions.size;
  }

  connect(identity: WorldConnection['identity'], events: ConnectionEvents): WorldConnection {
    const connection = new WorldConnection(identity, this, events);
    const subject = userQueueKey(identity.app, identity.user);
    this.connections.add(connection);
    this.#follows.set(connection, this.#follow(subject));
    return connection;
  }

  /** The node notices that a connection is closed. */
  closed(connection: WorldConnection): void {
    connection.open = false;
    if (!this.connections.delete(connection)) return;
    this.#follows.get(connection)?.cancel();
    this.#follows.delete(connection);
    this.services.presence.closed(connection);
  }

  /** A clean stop, in the order of a node's: first the devices, then the rooms. */
  async stop(): Promise<void> {
    for (const connection of [...this.connections]) this.closed(connection);
    await this.services.close();
  }

  /** It is gone from one moment to the next; nothing of it is told or stored. */
  crash(): void {
    this.#isAlive = false;
    this.clock.kill();
    for (const connection of this.connections) connection.open = false;
    this.connections.clear();
    for (const subscription of [...this.#subscriptions]) subscription.cancel();
  }

  /** As the fan-out does for users that are connected. */
  #follow(subject: QueueKey): Subscription {
    const bus = this.#options.bus.at(this.name);
    return this.#kept(
      bus.subscribe(subject, (message) => {
        if (message.type === 'device') this.services.presence.deviceMessage(subject, message);
      }),
    );
  }

  #bus(random: SeededRandom): Bus {
    const bus = this.#options.bus.at(this.name);
    return {
      publish: (subject, message) => {
        if (this.#isAlive) bus.publish(subject, message);
      },
      subscribe: (subject, handler) =>
        this.#kept(
          bus.subscribe(subject, (message) => {
            handler(message);
            // The bus hands a message out at most once; only of what tells a state is twice the same.
            if (message.type !== 'room' && random.chance(this.#options.doubles())) handler(message);
          }),
        ),
      close: async () => {},
    };
  }

  #kept(subscription: Subscription): Subscription {
    const kept = {
      cancel: () => {
        subscription.cancel();
        this.#subscriptions.delete(kept);
      },
    };
    this.#subscriptions.add(kept);
    return kept;
  }
}
