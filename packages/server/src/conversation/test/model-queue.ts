/** One queue of a model device: hands over in order, drops what it has, holds what came too early. */
export class ModelQueue<Entry> {
  position: number;
  /** The greatest syncId that is known to exist. */
  known: number;
  readonly #held = new Map<number, Entry>();
  readonly #handOver: (syncId: number, entry: Entry) => void;

  constructor(position: number, handOver: (syncId: number, entry: Entry) => void) {
    this.position = this.known = position;
    this.#handOver = handOver;
  }

  get lacks(): boolean {
    return this.known > this.position;
  }

  offer(first: number, entries: readonly Entry[]): void {
    for (const [i, entry] of entries.entries()) {
      const syncId = first + i;
      this.known = Math.max(this.known, syncId);
      if (syncId > this.position) this.#held.set(syncId, entry);
    }
    for (let next = this.#take(); next !== undefined; next = this.#take()) {
      this.#handOver(this.position, next);
    }
  }

  #take(): Entry | undefined {
    const entry = this.#held.get(this.position + 1);
    if (entry === undefined) return undefined;
    this.position += 1;
    this.#held.delete(this.position);
    return entry;
  }

  /** What follows `position` is wanted; never backwards. */
  startAt(position: number): void {
    if (position <= this.position) return;
    this.position = position;
    this.known = Math.max(this.known, position);
    for (const syncId of this.#held.keys()) if (syncId <= position) this.#held.delete(syncId);
    this.offer(position + 1, []);
  }
}
