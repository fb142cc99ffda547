import type { Limits } from '../../limits.ts';
import type { Room } from '../../room/room.ts';
import type { Rooms } from '../../room/rooms.ts';

export type RoomRatesLimits = Pick<Limits, 'ratedRooms' | 'ratedSeconds' | 'ratedChoiceSeconds'>;

/** A second, of what one node does in a room. */
export interface RoomRate {
  readonly offered: number;
  readonly frames: number;
  readonly delivered: number;
  readonly dropped: number;
}

/** What was counted of a room at the last looks. */
interface Rated {
  /** Number of the first look at the room. */
  readonly since: number;
  /** Four figures for each look, in turn. */
  readonly looks: Float64Array;
}

const figures = 4;

/** Rates of the fullest rooms of this node over the last seconds: one look a second at their counts. */
export class RoomRates {
  readonly #rooms: Pick<Rooms, 'all'>;
  readonly #limits: RoomRatesLimits;
  /** Looks that are kept: a rate is between the newest and the oldest. */
  readonly #kept: number;
  /** When each of them was. Monotonic, ms. */
  readonly #timesMs: Float64Array;
  #rated = new Map<Room, Rated>();
  #looks = 0;

  constructor(rooms: Pick<Rooms, 'all'>, limits: RoomRatesLimits) {
    this.#rooms = rooms;
    this.#limits = limits;
    this.#kept = limits.ratedSeconds + 1;
    this.#timesMs = new Float64Array(this.#kept);
  }

  /** To be called once a second. */
  look(nowMs: number): void {
    if (this.#looks % this.#limits.ratedChoiceSeconds === 0) this.#choose();
    const place = this.#looks % this.#kept;
    this.#timesMs[place] = nowMs;
    for (const [room, { looks }] of this.#rated) note(room, looks, place * figures);
    this.#looks += 1;
  }

  /** Undefined for a room that is not among the fullest, or has just come to be. */
  of(room: Room): RoomRate | undefined {
    const rated = this.#rated.get(room);
    if (rated === undefined) return undefined;
    const newest = this.#looks - 1;
    const oldest = Math.max(rated.since, newest - this.#kept + 1);
    const [to, from] = [newest % this.#kept, oldest % this.#kept];
    const seconds = ((this.#timesMs[to] ?? 0) - (this.#timesMs[from] ?? 0)) / 1000;
    if (newest <= oldest || seconds <= 0) return undefined;
    const rate = (figure: number) => {
      const { looks } = rated;
      return (
        ((looks[to * figures + figure] ?? 0) - (looks[from * figures + figure] ?? 0)) / seconds
      );
    };
    return { offered: rate(0), frames: rate(1), delivered: rate(2), dropped: rate(3) };
  }

  #choose(): void {
    const rated = new Map<Room, Rated>();
    for (const room of fullest(this.#rooms.all(), this.#limits.ratedRooms)) {
      const known = this.#rated.get(room);
      const looks = known?.looks ?? new Float64Array(this.#kept * figures);
      rated.set(room, known ?? { since: this.#looks, looks });
    }
    this.#rated = rated;
  }
}

function note({ pipeline, delivered }: Room, looks: Float64Array, at: number): void {
  const { offered, dropped } = pipeline.counts;
  looks[at] = sum(offered);
  looks[at + 1] = delivered.frames;
  looks[at + 2] = delivered.chatDelivered + delivered.reliableDelivered;
  looks[at + 3] =
    sum(dropped.sender_cap) +
    sum(dropped.receiver_cap) +
    sum(dropped.buffer_full) +
    sum(dropped.closed);
}

/** Those with the most devices here. One pass: nodes have thousands of rooms, most of them small. */
function fullest(rooms: Iterable<Room>, most: number): Room[] {
  const found: Room[] = [];
  for (const room of rooms) {
    if (found.length === most && devicesIn(found.at(-1)) >= room.crowd.devices) continue;
    if (found.length === most) found.pop();
    found.splice(placeOf(found, room), 0, room);
  }
  return found;
}

/** Behind all that have as many devices or more. */
function placeOf(sorted: readonly Room[], { crowd }: Room): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (devicesIn(sorted[middle]) >= crowd.devices) low = middle + 1;
    else high = middle;
  }
  return low;
}

function devicesIn(room: Room | undefined): number {
  return room?.crowd.devices ?? 0;
}

function sum(counts: readonly number[]): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
