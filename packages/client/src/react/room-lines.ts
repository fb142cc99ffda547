import type { RoomLine } from './views.ts';

export type RoomLineEvent = WithoutKey<RoomLine>;
type WithoutKey<Line> = Line extends RoomLine ? Omit<Line, 'key'> : never;

/**
 * The newest lines of a room. A line that comes costs one push; keys are given, and old lines dropped,
 * when the lines are looked at or twice as many wait as can be shown.
 */
export class RoomLines {
  #limit: number;
  #shown: readonly RoomLine[] = [];
  #fresh: RoomLineEvent[] = [];
  #nextKey = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** At least so many are kept from now on. */
  keep(limit: number): void {
    this.#limit = Math.max(this.#limit, limit);
  }

  push(event: RoomLineEvent): void {
    this.#fresh.push(event);
    if (this.#fresh.length > 2 * this.#limit) this.#drop();
  }

  /** The same array until a line comes. */
  get all(): readonly RoomLine[] {
    if (this.#fresh.length === 0) return this.#shown;
    this.#drop();
    const first = this.#nextKey;
    const fresh = this.#fresh.map((event, index) => ({ ...event, key: first + index }) as RoomLine);
    this.#nextKey += fresh.length;
    this.#fresh = [];
    this.#shown = [...this.#shown, ...fresh].slice(-this.#limit);
    return this.#shown;
  }

  #drop(): void {
    const surplus = this.#fresh.length - this.#limit;
    if (surplus > 0) this.#fresh.splice(0, surplus);
  }
}
