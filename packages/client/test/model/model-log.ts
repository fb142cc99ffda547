import type { GapReason, QueueEntry } from '@eagre/protocol';

/** A queue of the model: entries after `low`. */
export class ModelLog {
  epoch: number;
  low = 0;
  #entries: QueueEntry[] = [];
  #bytes: number[] = [];

  constructor(epoch: number) {
    this.epoch = epoch;
  }

  get head(): number {
    return this.low + this.#entries.length;
  }

  append(entry: QueueEntry): number {
    this.#entries.push(entry);
    this.#bytes.push(JSON.stringify(entry).length);
    return this.head;
  }

  /** Entries after `after`, as many as `budget` has room for; at least one when it is full yet. */
  after(after: number, budget: Budget): QueueEntry[] {
    const items: QueueEntry[] = [];
    for (let at = Math.max(0, after - this.low); at < this.#entries.length; at += 1) {
      if (!budget.take(this.#bytes[at] ?? 0)) break;
      items.push(this.#entries[at] as QueueEntry);
    }
    return items;
  }

  slice(first: number, last: number): QueueEntry[] {
    return this.#entries.slice(first - 1 - this.low, last - this.low);
  }

  /** Where a reader at this position goes on. */
  continueAt(
    epoch: number,
    position: number,
    start: number,
    recent: number,
  ): { from: number; gap?: GapReason } {
    if (epoch !== this.epoch || position > this.head) {
      return { from: Math.max(start, this.low, this.head - recent), gap: 'epoch' };
    }
    const from = Math.max(position, start);
    return from < this.low ? { from: this.low, gap: 'trimmed' } : { from };
  }

  trim(upTo: number): void {
    const count = Math.min(Math.max(0, upTo - this.low), this.#entries.length);
    this.#entries.splice(0, count);
    this.#bytes.splice(0, count);
    this.low += count;
  }

  /** As it was with this head, in a new epoch. */
  restore(head: number, epoch: number): void {
    const keep = Math.max(0, head - this.low);
    this.#entries.length = this.#bytes.length = Math.min(keep, this.#entries.length);
    this.epoch = epoch;
  }
}

/** Bytes of one answer, shared by its queues. */
export class Budget {
  #left: number;
  #untouched = true;

  constructor(bytes: number) {
    this.#left = bytes;
  }

  take(bytes: number): boolean {
    if (bytes > this.#left && !this.#untouched) return false;
    this.#untouched = false;
    this.#left -= bytes;
    return true;
  }
}
