import type { ConversationId } from '@eagre/protocol';
import type { SeededRandom } from '@eagre/testkit';
import { backendActor } from '../../conversation/actor.ts';
import { conversationKey } from '../../keys.ts';
import { ServiceError } from '../../service-error.ts';
import { TimelineError } from '../../timeline/timeline.ts';
import type { RoomWorld } from './room-world.ts';
import type { WorldConnection } from './world-connection.ts';
import { app, type WorldDevice } from './world-device.ts';

/** What a device may be refused with in a world with faults. */
const refusals = ['stale', 'not_member', 'not_connected', 'conflict', 'draining', 'rate_limited'];

interface Tap {
  readonly room: ConversationId;
  readonly node: string;
  readonly atMs: number;
  readonly sum: number;
}

/** Users of a world that do what comes to their mind, and what came of it. */
export class BusyShow {
  readonly world: RoomWorld;
  readonly rooms: readonly ConversationId[];
  /** Over which connection a message was said. */
  readonly said = new Map<string, WorldConnection | undefined>();
  readonly taps: Tap[] = [];
  readonly crashes: { node: string; atMs: number }[] = [];
  readonly #random: SeededRandom;
  readonly #names: readonly string[];
  readonly #underWay = new Set<Promise<unknown>>();
  #failure: unknown;
  #announced = 0;

  constructor(world: RoomWorld, rooms: readonly ConversationId[], names: readonly string[]) {
    this.world = world;
    this.rooms = rooms;
    this.#names = names;
    this.#random = world.random.fork();
  }

  async step(): Promise<void> {
    await this.world.clock.advance(this.#random.int(120));
    const device = this.#random.pick(this.world.devices);
    const room = this.#random.pick(this.rooms);
    const dice = this.#random.int(100);
    if (dice < 20) this.#try(this.#wander(device, room));
    else if (dice < 45) this.#try(this.#say(device, room));
    else if (dice < 55) this.#try(this.#announce(room));
    else if (dice < 68) this.#try(this.#tap(device, room));
    else if (dice < 74) this.#jam(device);
    else if (dice < 82) this.#refuse(device);
    else if (dice < 88) this.#cut(device);
    else if (dice < 95) this.#try(this.#reconnect(device));
    else if (dice < 98) this.#try(this.#set(room));
    else await this.#restart();
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Everybody is connected and where it wants to be, and everything works. */
  async settle(): Promise<void> {
    const { world } = this;
    world.heal();
    await world.during(Promise.all(this.#underWay));
    for (const device of world.devices) {
      if (!device.isConnected) await world.during(device.connect(this.#anyNode()));
      for (const [id, room] of device.rooms) {
        if (room.isWanted && !room.isIn) await world.during(device.enter(id));
      }
    }
    for (const room of this.rooms) this.#try(this.#announce(room));
    await world.during(Promise.all(this.#underWay));
    if (this.#failure !== undefined) throw this.#failure;
  }

  #anyNode() {
    return this.world.node(this.#random.pick([...this.world.nodes.keys()]));
  }

  /** Begins something; what a world with faults may refuse is no failure. */
  #try(promise: Promise<unknown>): void {
    const tried = promise.catch((error: unknown) => {
      if (error instanceof TimelineError) return;
      if (error instanceof ServiceError && refusals.includes(error.code)) return;
      this.#failure = error;
    });
    this.#underWay.add(tried);
    void tried.then(() => this.#underWay.delete(tried));
  }

  async #wander(device: WorldDevice, room: ConversationId): Promise<void> {
    const others = [...device.rooms].filter(([id, { isWanted }]) => isWanted && id !== room);
    const [leave] = this.#random.chance(0.5) ? (others[0] ?? []) : [];
    if (this.#random.chance(0.25)) device.leave(room);
    else {
      await device.enter(room, leave).catch((error: unknown) => {
        // A hop is all or nothing.
        if (leave !== undefined && device.isConnected) device.leave(leave);
        throw error;
      });
    }
  }

  async #say(device: WorldDevice, room: ConversationId): Promise<void> {
    const id = `m${this.said.size}`;
    this.said.set(id, device.line);
    await device.repeat(room, id, { text: id });
  }

  async #announce(id: ConversationId): Promise<void> {
    this.#announced += 1;
    await this.world.say(id, `card ${this.#announced}`, this.#anyNode().name);
  }

  async #tap(device: WorldDevice, room: ConversationId): Promise<void> {
    const { line } = device;
    const sum = 1 + this.#random.int(9);
    const seq = device.tap(room, { likes: sum });
    const atMs = this.world.clock.monotonicMs();
    this.taps.push({ room, node: line?.node.name ?? '', atMs, sum });
    if (this.#random.chance(0.3)) device.tap(room, { likes: sum }, seq);
  }

  #jam({ line }: WorldDevice): void {
    if (line === undefined || line.isJammed) return;
    line.jam();
    this.world.clock.setTimer(this.#random.int(3000), () => line.drain());
  }

  #refuse({ line }: WorldDevice): void {
    if (line !== undefined) line.refusing = 1 + this.#random.int(4);
  }

  /** Half of the broken connections are noticed late. */
  #cut(device: WorldDevice): void {
    const { line } = device;
    const isNoticed = this.#random.chance(0.5);
    device.cut(isNoticed);
    if (line === undefined || isNoticed) return;
    this.world.clock.setTimer(this.#random.int(5000), () => {
      if (line.node.isAlive) line.node.closed(line);
    });
  }

  async #reconnect(device: WorldDevice): Promise<void> {
    if (!device.isConnected) await device.connect(this.#anyNode());
  }

  async #set(id: ConversationId): Promise<void> {
    const { rooms, desk } = this.#anyNode().services;
    const room = await rooms.open(conversationKey(app, id));
    const name = this.#random.pick(['item', 'stock', 'phase']);
    const value = this.#random.chance(0.3) ? null : this.#random.int(1000);
    await desk.set(room, backendActor(app), { [name]: value });
  }

  /** A node stops or crashes, and is there again at once. */
  async #restart(): Promise<void> {
    const { world } = this;
    const name = this.#random.pick(this.#names);
    const isClean = this.#random.chance(0.5);
    if (isClean) await world.stop(name);
    else {
      this.crashes.push({ node: name, atMs: world.clock.monotonicMs() });
      world.crash(name);
    }
    await world.start(name);
    for (const device of world.devices) if (!device.isConnected) device.cut(false);
  }
}
