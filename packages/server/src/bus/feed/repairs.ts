import type { Clock, Timer } from '@eagre/protocol';
import type { Range, RangeRequest } from '../../timeline/timeline.ts';
import type { FeedCounts } from './feed-counts.ts';
import type { FeedLimits } from './feed-limits.ts';
import type { FeedQueue } from './feed-queue.ts';
import type { StoreReads } from './store-reads.ts';

export interface RepairsOptions {
  readonly clock: Clock;
  readonly limits: Pick<
    FeedLimits,
    'feedHoleMs' | 'feedHoleEntries' | 'feedHoleBytes' | 'feedHoleQueues' | 'feedReads'
  >;
  readonly counts: Pick<FeedCounts, 'reads'>;
  readonly reads: Pick<StoreReads, 'ranges' | 'pauseMs'>;
  /** What the store has of the hole that ended at `end`. */
  readonly filled: (queue: FeedQueue, range: Range, end: number) => void;
  /** The hole up to `end` is too large to be read. */
  readonly skip: (queue: FeedQueue, end: number) => void;
}

interface Wanted {
  readonly queue: FeedQueue;
  readonly end: number;
  readonly request: RangeRequest;
}

/**
 * Reads what does not come by itself: the holes of many queues in one read, each once for everybody
 * on this node. While the store is away they wait.
 */
export class Repairs {
  readonly #options: RepairsOptions;
  /** When each hole is read; all wait equally long, so they lie in order. Monotonic, ms. */
  readonly #due = new Map<FeedQueue, number>();
  readonly #reading = new Set<FeedQueue>();
  #underWay = 0;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: RepairsOptions) {
    this.#options = options;
  }

  /** Queues with a hole. */
  get size(): number {
    return this.#due.size + this.#reading.size;
  }

  /** The queue has a hole; no effect when that is known. */
  add(queue: FeedQueue): void {
    if (this.#closed || this.#due.has(queue) || this.#reading.has(queue)) return;
    const { clock, limits } = this.#options;
    this.#due.set(queue, clock.monotonicMs() + limits.feedHoleMs);
    this.#plan();
  }

  delete(queue: FeedQueue): void {
    this.#due.delete(queue);
  }

  /** The store is back, say: what waits for it is read now. */
  hurry(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#plan();
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#due.clear();
  }

  #plan(): void {
    const { clock, limits, reads } = this.#options;
    const [first] = this.#due.values();
    const isFull = this.#underWay >= limits.feedReads;
    if (first === undefined || isFull || this.#timer !== undefined || this.#closed) return;
    const waitMs = Math.max(0, first - clock.monotonicMs(), reads.pauseMs);
    this.#timer = clock.setTimer(waitMs, () => {
      this.#timer = undefined;
      if (reads.pauseMs === 0) this.#begin();
      this.#plan();
    });
  }

  #begin(): void {
    const wanted = this.#takeDue();
    if (wanted.length === 0) return;
    this.#underWay += 1;
    void this.#read(wanted).finally(() => {
      this.#underWay -= 1;
      this.#plan();
    });
  }

  #takeDue(): Wanted[] {
    const { clock, limits } = this.#options;
    const nowMs = clock.monotonicMs();
    const wanted: Wanted[] = [];
    for (const [queue, dueMs] of this.#due) {
      if (dueMs > nowMs || wanted.length >= limits.feedHoleQueues) break;
      this.#due.delete(queue);
      const one = this.#want(queue);
      if (one !== undefined) wanted.push(one);
    }
    for (const { queue } of wanted) this.#reading.add(queue);
    return wanted;
  }

  #want(queue: FeedQueue): Wanted | undefined {
    const { limits, skip } = this.#options;
    const { key, head, hole } = queue;
    if (hole === undefined) return undefined;
    const { end } = hole;
    if (end - head > limits.feedHoleEntries) {
      skip(queue, end);
      return undefined;
    }
    // Up to the end of the last hole: on a bus that loses much, one read mends all of them.
    const to = Math.min(hole.lastEnd, head + limits.feedHoleEntries);
    const request = { queue: key, after: head, to, limit: to - head, bytes: limits.feedHoleBytes };
    return { queue, end, request };
  }

  async #read(wanted: readonly Wanted[]): Promise<void> {
    const { counts, reads, filled } = this.#options;
    counts.reads += 1;
    const ranges = await reads.ranges(wanted.map(({ request }) => request));
    for (const { queue } of wanted) this.#reading.delete(queue);
    if (this.#closed) return;
    wanted.forEach(({ queue, end }, index) => {
      const range = ranges?.[index];
      if (queue.hole === undefined || !queue.isFollowed) return;
      if (range === undefined) this.add(queue);
      else filled(queue, range, end);
    });
  }
}
