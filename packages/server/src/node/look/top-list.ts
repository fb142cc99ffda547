/** The greatest `size` of things that are offered one by one: no list of all is sorted. */
export class TopList<Thing> {
  readonly #size: number;
  readonly #isBefore: (a: Thing, b: Thing) => boolean;
  readonly #things: Thing[] = [];

  constructor(size: number, isBefore: (a: Thing, b: Thing) => boolean) {
    this.#size = size;
    this.#isBefore = isBefore;
  }

  /** The greatest first. */
  get things(): readonly Thing[] {
    return this.#things;
  }

  offer(thing: Thing): void {
    const things = this.#things;
    const last = things.at(-1);
    const isFull = things.length >= this.#size;
    if (isFull && (last === undefined || !this.#isBefore(thing, last))) return;
    let low = 0;
    for (let high = things.length; low < high; ) {
      const middle = (low + high) >> 1;
      if (this.#isBefore(thing, things[middle] as Thing)) high = middle;
      else low = middle + 1;
    }
    things.splice(low, 0, thing);
    if (things.length > this.#size) things.pop();
  }
}
