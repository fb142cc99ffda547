import { type ConversationKey, type QueueKey, userQueueKey } from '../../keys.ts';
import type { Member } from '../member.ts';
import type { RoomConnection } from '../room-connection.ts';

export type DeviceIdentity = NonNullable<RoomConnection['identity']>;

/** What a device did last in a room that it is not in. */
interface Departure {
  readonly room: ConversationKey;
  readonly gen: number;
}

/**
 * What this node knows of one device: the rooms that it is in, the last ones that it left, and with
 * which generation. A register for each room of which the last writer wins, in bounded memory:
 * departures beyond the bound are forgotten, oldest first, and their generation becomes the floor
 * for all rooms that are not known.
 */
export class Device {
  readonly identity: DeviceIdentity;
  /** Over which it acted last. Undefined when that is closed, or when it acts on another node now. */
  connection: RoomConnection | undefined = undefined;
  /** Its open connections that acted here; of two the older one may be half open. */
  connections = 0;
  /** The greatest generation is that of an action here, and not of one that another node told of. */
  isHere = true;
  /** The presence listens for it on its user's subject. */
  isWatched = false;
  /** What is known of it is kept until then at least, monotonic ms. */
  keptUntilMs = 0;
  readonly members: Member[] = [];
  #departures: Departure[] | undefined = undefined;
  #gen = 0;
  #floor = 0;

  constructor(identity: DeviceIdentity) {
    this.identity = identity;
  }

  /** Where nodes tell each other of it. */
  get subject(): QueueKey {
    return userQueueKey(this.identity.app, this.identity.user);
  }

  get key(): string {
    return keyOfDevice(this.subject, this.identity.device);
  }

  /** The greatest generation known, of actions here or elsewhere. */
  get gen(): number {
    return this.#gen;
  }

  /**
   * Over a connection that is not the current one only something newer than all that is known counts:
   * what a half-open connection still brings was sent before the device came back.
   */
  isLate(connection: RoomConnection, gen: number): boolean {
    if (this.connection === connection) return false;
    return this.connection === undefined ? gen < this.#gen : gen <= this.#gen;
  }

  memberOf(room: ConversationKey): Member | undefined {
    for (const member of this.members) if (member.room === room) return member;
    return undefined;
  }

  /** The generation up to which an enter of a room that the device is not in comes too late. */
  genOutside(room: ConversationKey): number {
    return this.#departureOf(room)?.gen ?? this.#floor;
  }

  entered(member: Member, gen: number): void {
    this.#raise(gen);
    member.gen = gen;
    if (!this.members.includes(member)) this.members.push(member);
  }

  /** The device is not in the room, as of this generation. Remembers `most` rooms of this kind. */
  left(room: ConversationKey, gen: number, most: number): void {
    this.#raise(gen);
    const wasMember = this.#removeMember(room);
    const known = this.#takeDeparture(room);
    if (known !== undefined) this.#remember({ room, gen: Math.max(known.gen, gen) }, most);
    else if (wasMember || gen > this.#floor) this.#remember({ room, gen }, most);
  }

  /** It acted elsewhere with this generation: nothing older counts any more, in whatever room. */
  movedAway(gen: number): void {
    this.#raise(gen);
    this.#floor = this.#gen;
    this.#departures = undefined;
    this.members.length = 0;
    this.connection = undefined;
    this.isHere = false;
  }

  #raise(gen: number): void {
    this.#gen = Math.max(this.#gen, gen);
  }

  #remember(departure: Departure, most: number): void {
    this.#departures ??= [];
    this.#departures.push(departure);
    if (this.#departures.length <= most) return;
    this.#floor = Math.max(this.#floor, this.#departures.shift()?.gen ?? 0);
  }

  #removeMember(room: ConversationKey): boolean {
    const index = this.members.findIndex((one) => one.room === room);
    if (index >= 0) this.members.splice(index, 1);
    return index >= 0;
  }

  #takeDeparture(room: ConversationKey): Departure | undefined {
    const index = this.#departures?.findIndex((one) => one.room === room) ?? -1;
    return index < 0 ? undefined : this.#departures?.splice(index, 1)[0];
  }

  #departureOf(room: ConversationKey): Departure | undefined {
    if (this.#departures === undefined) return undefined;
    for (const one of this.#departures) if (one.room === room) return one;
    return undefined;
  }
}

/** The name of a device among all of a node: `shop/user:alice/phone`. */
export function keyOfDevice(subject: QueueKey, device: string): string {
  return `${subject}/${device}`;
}
