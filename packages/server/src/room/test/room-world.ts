import type { ConversationId } from '@eagre/protocol';
import { FakeClock, type SeededRandom } from '@eagre/testkit';
import { backendActor } from '../../conversation/actor.ts';
import {
  type AudienceCounters,
  addAudienceCounters,
  newAudienceCounters,
} from '../../fanout/audience-counters.ts';
import { conversationKey, documentKey } from '../../keys.ts';
import { type Limits, limits } from '../../limits.ts';
import type { Timeline } from '../../timeline/timeline.ts';
import { openMemoryTimeline } from '../../timeline/timeline-memory.ts';
import { defaultTiers, type Tier } from '../chat/tiers.ts';
import { type BusFaults, FaultyBus } from '../presence/test/faulty-bus.ts';
import type { Room } from '../room.ts';
import type { Rooms } from '../rooms.ts';
import { totalsOf } from '../state/test/station.ts';
import { faultlessStore, type StoreFaults } from './node-store.ts';
import { app, WorldDevice } from './world-device.ts';
import { WorldNode } from './world-node.ts';

export interface WorldOptions {
  /** Names of nodes that run from the start. */
  readonly nodes?: readonly string[];
  readonly limits?: Partial<Limits>;
  readonly tiers?: readonly Tier[];
  readonly onDemand?: boolean;
  readonly bus?: Partial<BusFaults>;
  readonly store?: Partial<StoreFaults>;
}

const faultlessBus: BusFaults = { mostDelayMs: 0, loss: 0, double: 0 };

export function roomId(name: string): ConversationId {
  return `room:${name}` as ConversationId;
}

/** Nodes with devices, one store and one bus, under one clock and one seed. */
export class RoomWorld {
  readonly clock = new FakeClock();
  readonly random: SeededRandom;
  readonly store: Timeline;
  readonly storeFaults: StoreFaults;
  readonly busFaults: { -readonly [name in keyof BusFaults]: BusFaults[name] };
  readonly bus: FaultyBus;
  readonly nodes = new Map<string, WorldNode>();
  readonly devices: WorldDevice[] = [];
  readonly limits: Limits;
  /** What nodes reported: `name: what: message`. */
  readonly reported: string[] = [];
  readonly #options: WorldOptions;
  /** Of all nodes that ever ran. */
  readonly #rooms: Rooms[] = [];
  #ids = 0;

  private constructor(random: SeededRandom, options: WorldOptions) {
    const { clock } = this;
    this.random = random;
    this.#options = options;
    this.limits = { ...limits, ...options.limits };
    this.storeFaults = { ...faultlessStore, ...options.store };
    this.busFaults = { ...faultlessBus, ...options.bus };
    // What comes twice is up to the nodes, which know what may.
    const { busFaults } = this;
    this.bus = new FaultyBus(clock, random.fork(), {
      get mostDelayMs() {
        return busFaults.mostDelayMs;
      },
      get loss() {
        return busFaults.loss;
      },
      double: 0,
    });
    const published = this.bus.at('store');
    this.store = openMemoryTimeline({
      clock,
      onCommitted: (all) => {
        for (const entries of all) published.publish(entries.queue, { type: 'entries', entries });
      },
    });
  }

  static async open(random: SeededRandom, options: WorldOptions = {}): Promise<RoomWorld> {
    const world = new RoomWorld(random, options);
    for (const name of options.nodes ?? ['n1']) await world.start(name);
    return world;
  }

  /** Starts a node, over what an earlier one of this name left in the store. */
  async start(name: string): Promise<WorldNode> {
    const { clock, random, bus, store, storeFaults } = this;
    const { tiers = defaultTiers, onDemand = true } = this.#options;
    const node = new WorldNode({
      ...{ name, clock, random: random.fork(), bus, store, storeFaults, tiers, onDemand },
      limits: this.limits,
      doubles: () => this.busFaults.double,
      newId: () => `id${++this.#ids}`,
      report: (error, what) => {
        const cause = error instanceof Error ? `${error.name} ${error.message}` : String(error);
        this.reported.push(`${what}: ${cause}`);
      },
    });
    this.#rooms.push(node.services.rooms);
    await this.#unrefused(() => this.during(node.services.load()));
    this.nodes.set(name, node);
    return node;
  }

  node(name = 'n1'): WorldNode {
    const node = this.nodes.get(name);
    if (node === undefined) throw new Error(`node ${name} does not run`);
    return node;
  }

  /** A device that is connected already. */
  async device(user: string, node = 'n1', name = 'phone'): Promise<WorldDevice> {
    const device = new WorldDevice(user, name, this.clock);
    this.devices.push(device);
    await device.connect(this.node(node));
    return device;
  }

  /** Devices of different users that are in a room. */
  async crowd(size: number, id: ConversationId, names: readonly string[] = ['n1']) {
    const devices: WorldDevice[] = [];
    for (let i = 0; i < size; i += 1) {
      const user = `${id.slice(5)}.${this.devices.length}`;
      const device = await this.device(user, names[i % names.length]);
      await this.during(device.enter(id));
      devices.push(device);
    }
    return devices;
  }

  async stop(name: string): Promise<void> {
    const node = this.node(name);
    this.nodes.delete(name);
    await this.#unrefused(() => this.during(node.stop()));
    this.expectNothingLeft(node);
  }

  crash(name: string): void {
    this.node(name).crash();
    this.nodes.delete(name);
  }

  /** A room of a node, opened if it is not. */
  open(id: ConversationId, name = 'n1'): Promise<Room> {
    return this.during(this.node(name).services.rooms.open(conversationKey(app, id)));
  }

  /** Lets time pass until a promise is settled. */
  async during<T>(promise: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    promise.then(done, done);
    for (let ms = 0; !isDone; ms += 1) {
      if (ms > 60_000) throw new Error('nothing came of it within a minute');
      await this.clock.advance(ms === 0 ? 0 : 1);
    }
    return promise;
  }

  /** Says a backend's reliable message in a room of a node, and lets time pass until it is stored. */
  announce(id: ConversationId, text: string, name?: string) {
    return this.during(this.say(id, text, name));
  }

  async say(id: ConversationId, text: string, name = 'n1') {
    const { rooms, speech } = this.node(name).services;
    const room = await rooms.open(conversationKey(app, id));
    return speech.say(room, backendActor(app), { kind: 'text', body: { text }, class: 'reliable' });
  }

  /** The room's log as the store has it: JSON texts. */
  async log(id: ConversationId): Promise<string[]> {
    const queue = conversationKey(app, id);
    const [range] = await this.store.ranges([{ queue, after: 0, limit: 1e6, bytes: 2 ** 30 }]);
    return range?.entries ?? [];
  }

  /** The sums of a room's counters in the store. */
  async sums(id: ConversationId): Promise<Record<string, number>> {
    return totalsOf(await this.store.counts(documentKey(conversationKey(app, id), 'counters')));
  }

  /** Sums over all nodes that ever ran. */
  audience(): AudienceCounters {
    const sum = newAudienceCounters();
    for (const rooms of this.#rooms) addAudienceCounters(sum, rooms.totals().delivered);
    return sum;
  }

  /** No faults from now on, and sockets that take everything. */
  heal(): void {
    Object.assign(this.busFaults, faultlessBus);
    Object.assign(this.storeFaults, faultlessStore);
    for (const { line } of this.devices) {
      if (line === undefined) continue;
      line.refusing = 0;
      line.drain();
    }
  }

  /** Stops all nodes and fails when anything of them is left. */
  async close(): Promise<void> {
    this.heal();
    for (const name of [...this.nodes.keys()]) await this.stop(name);
    // What devices had in mind, and what the bus still carried.
    await this.clock.advance(2000);
    if (this.clock.pendingTimers > 0)
      throw new Error(`${this.clock.pendingTimers} timers are left`);
    if (this.bus.subscriptions > 0) throw new Error('subscriptions are left');
    for (const { rooms } of this.devices) {
      for (const [id, { log }] of rooms) {
        if (log.strayHeads > 0) throw new Error(`a head of ${id} was told that never was`);
      }
    }
  }

  /** While a node starts or stops the store is there: else it would do neither. */
  async #unrefused(call: () => Promise<void>): Promise<void> {
    const { refusal, lostAnswer } = this.storeFaults;
    Object.assign(this.storeFaults, { refusal: 0, lostAnswer: 0 });
    await call();
    Object.assign(this.storeFaults, { refusal, lostAnswer });
  }

  expectNothingLeft({ name, clock, subscriptions, services, scheduler }: WorldNode): void {
    const { devices, users } = services.presence.remembered;
    const left = {
      timers: clock.pending,
      subscriptions,
      rooms: services.rooms.size,
      devices,
      users,
      tasks: scheduler.size,
    };
    const all = Object.entries(left).filter(([, count]) => count !== 0);
    if (all.length > 0) throw new Error(`node ${name} left behind ${JSON.stringify(all)}`);
  }
}
