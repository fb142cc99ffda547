import { Fifo } from '../fifo.ts';
import type { Limits } from '../limits.ts';
import type { Committed } from '../timeline/committed.ts';

export type BacklogLimits = Pick<Limits, 'frameEntries' | 'frameChars' | 'topicPendingChars'>;

/**
 * Consecutive entries of one epoch, the first with syncId `first`. Without entries it stands for
 * those up to `last` that were forgotten: the receivers are told that head.
 */
export interface Batch {
  readonly epoch: number;
  readonly first: number;
  readonly last: number;
  readonly items: readonly string[];
}

/** Entries `offset…` of `from` are still to go. */
interface Rest {
  readonly from: Committed;
  offset: number;
}

/**
 * Entries of one queue that wait to be put into frames. The longer they wait the more of them share
 * a frame; past a limit they are forgotten and the receivers are told the head instead.
 */
export class Backlog {
  readonly #waiting = new Fifo<Rest>();
  #chars = 0;
  #overflow: { epoch: number; head: number } | undefined;

  get isEmpty(): boolean {
    return this.#waiting.length === 0 && this.#overflow === undefined;
  }

  get chars(): number {
    return this.#chars;
  }

  /** True when this made the backlog overflow. */
  add(committed: Committed, limits: BacklogLimits): boolean {
    const { epoch, first, entries } = committed;
    if (entries.length === 0) return false;
    const head = first + entries.length - 1;
    if (this.#overflow !== undefined) {
      this.#overflow = { epoch, head };
      return false;
    }
    this.#waiting.push({ from: committed, offset: 0 });
    this.#chars += charsOf(entries);
    if (this.#chars <= limits.topicPendingChars) return false;
    this.skip(epoch, head);
    return true;
  }

  /** What waits is forgotten, with what else leads to `head`. */
  skip(epoch: number, head: number): void {
    this.#waiting.clear();
    this.#chars = 0;
    this.#overflow = { epoch, head };
  }

  /** syncId of the next entry; 0 when there is none. */
  get next(): number {
    const rest = this.#waiting.peek();
    return rest === undefined ? 0 : rest.from.first + rest.offset;
  }

  /**
   * Takes the entries of the next frame, as many as the limits let. None of them lies past `stopAt`
   * unless the first does.
   */
  take(limits: BacklogLimits, stopAt: number): Batch | undefined {
    const overflow = this.#overflow;
    if (overflow !== undefined) {
      this.#overflow = undefined;
      return { epoch: overflow.epoch, first: overflow.head, last: overflow.head, items: [] };
    }
    const rest = this.#waiting.peek();
    if (rest === undefined) return undefined;
    const { epoch } = rest.from;
    const first = this.next;
    const items = this.#collect(first, epoch, limits, stopAt);
    return { epoch, first, last: first + items.length - 1, items };
  }

  /** What is left, without taking it; no batch spans `stopAt`. */
  peekAll(limits: BacklogLimits, stopAt: number): Batch[] {
    const copy = new Backlog();
    copy.#overflow = this.#overflow;
    for (const rest of this.#waiting) copy.#waiting.push({ ...rest });
    const batches: Batch[] = [];
    for (let next = copy.take(limits, stopAt); next; next = copy.take(limits, stopAt)) {
      batches.push(next);
    }
    return batches;
  }

  #collect(first: number, epoch: number, limits: BacklogLimits, stopAt: number): string[] {
    const end = stopAt < first ? Number.MAX_VALUE : stopAt;
    const items: string[] = [];
    let chars = 0;
    for (let rest = this.#waiting.peek(); rest !== undefined; rest = this.#waiting.peek()) {
      const next = first + items.length;
      if (rest.from.epoch !== epoch || rest.from.first + rest.offset !== next) break;
      const { entries } = rest.from;
      while (rest.offset < entries.length) {
        const entry = entries[rest.offset] ?? '';
        const isFull =
          items.length >= limits.frameEntries || chars + entry.length > limits.frameChars;
        if (items.length > 0 && (isFull || first + items.length > end)) return items;
        items.push(entry);
        chars += entry.length;
        this.#chars -= entry.length;
        rest.offset += 1;
      }
      this.#waiting.shift();
    }
    return items;
  }
}

function charsOf(entries: readonly string[]): number {
  let chars = 0;
  for (const entry of entries) chars += entry.length;
  return chars;
}
