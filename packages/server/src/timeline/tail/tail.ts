import type { Committed } from '../committed.ts';
import { takeEntries } from '../take-entries.ts';
import type { QueueHead, Range, RangeRequest } from '../timeline.ts';

/** What an entry or a tail costs beside its text: the string's header, array slots. Bytes. */
const overheadBytes = 48;

/** The newest entries of a queue without a hole: `first` to `head`; none of them when just its head is known. */
export class Tail {
  readonly epoch: number;
  readonly low: number;
  /** Times the store was asked for this queue. */
  reads = 0;
  bytes = overheadBytes;
  #head: number;
  #first: number;
  #entries: string[] = [];
  #isFilled = false;

  constructor({ epoch, head, low }: QueueHead) {
    this.epoch = epoch;
    this.low = low;
    this.#head = head;
    this.#first = head + 1;
  }

  /** Whether older entries were added once. */
  get isFilled(): boolean {
    return this.#isFilled;
  }

  /** syncId of the oldest entry here; `head + 1` when there is none. */
  get first(): number {
    return this.#first;
  }

  head(): QueueHead {
    return { epoch: this.epoch, head: this.#head, low: this.low };
  }

  /** Goes so far in that log. */
  reaches({ epoch, syncId }: { readonly epoch: number; readonly syncId: number }): boolean {
    return epoch === this.epoch && syncId <= this.#head;
  }

  /** Undefined when older entries are needed. */
  range(request: RangeRequest): Range | undefined {
    const after = Math.max(request.after, this.low);
    const to = Math.min(request.to ?? this.#head, this.#head);
    if (after >= to) return { ...this.head(), first: after + 1, entries: [] };
    if (after + 1 < this.#first) return undefined;
    const start = after + 1 - this.#first;
    const wanted = this.#entries.slice(
      start,
      Math.min(to + 1 - this.#first, start + request.limit),
    );
    return {
      ...this.head(),
      first: after + 1,
      entries: takeEntries(wanted, request.limit, request.bytes),
    };
  }

  /**
   * Adds what was committed; what is here already (a read from the store was ahead of the news) is
   * left out. False: there is a hole, this tail is of no more use.
   */
  append(committed: Committed, most: number): boolean {
    const { first, entries } = committed;
    if (committed.epoch !== this.epoch || first > this.#head + 1) return false;
    for (let index = this.#head + 1 - first; index < entries.length; index += 1) {
      const entry = entries[index] as string;
      this.#entries.push(entry);
      this.bytes += sizeOf(entry);
      this.#head += 1;
    }
    // Not one by one: moving the rest of the array costs more than the entries held too long.
    if (this.#entries.length >= most + most / 8) this.#drop(this.#entries.length - most);
    return true;
  }

  /** Adds older entries if they end where this tail begins. */
  prepend(range: Range): void {
    const last = range.first + range.entries.length - 1;
    if (range.epoch !== this.epoch || last !== this.#first - 1) return;
    this.#entries = range.entries.concat(this.#entries);
    this.#first = range.first;
    this.#isFilled = true;
    for (const entry of range.entries) this.bytes += sizeOf(entry);
  }

  #drop(count: number): void {
    for (const entry of this.#entries.splice(0, count)) this.bytes -= sizeOf(entry);
    this.#first += count;
  }
}

/** In memory: one byte a character unless the text has others than Latin ones. */
function sizeOf(entry: string): number {
  return entry.length + overheadBytes;
}
