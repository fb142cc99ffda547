import type { Clock, Timer } from '@eagre/protocol';
import type { QueueHead } from '../../timeline/timeline.ts';
import type { FeedCounts } from './feed-counts.ts';
import type { FeedLimits } from './feed-limits.ts';
import type { FeedQueue } from './feed-queue.ts';
import type { StoreReads } from './store-reads.ts';

export interface HeadCheckOptions {
  readonly clock: Clock;
  readonly limits: Pick<
    FeedLimits,
    'feedCheckMs' | 'feedCheckAwayMs' | 'feedCheckQueues' | 'feedCheckPerSecond' | 'feedReads'
  >;
  readonly counts: Pick<FeedCounts, 'compared' | 'lostTails'>;
  readonly reads: Pick<StoreReads, 'heads' | 'pauseMs'>;
  readonly queues: ReadonlyMap<string, FeedQueue>;
  /** What others publish arrives. */
  readonly connected: () => boolean;
  /** What the store says; true when the queue is further on than was known. */
  readonly found: (queue: FeedQueue, at: QueueHead) => boolean;
}

/** A round takes this share of the time in which all must be compared: slices are no clockwork. */
const roundShare = 0.75;

/** A round of few queues has so many reads. */
const leastSlices = 4;

/**
 * Compares the heads of all followed queues with the store, round after round, a slice at a time: so a
 * lost last message is found though nothing comes after it.
 */
export class HeadCheck {
  readonly #options: HeadCheckOptions;
  #round: Iterator<FeedQueue>;
  /** Queues that are still to be compared as fast as may be. */
  #urgent = 0;
  #underWay = 0;
  #timer: Timer | undefined;
  #closed = false;

  constructor(options: HeadCheckOptions) {
    this.#options = options;
    this.#round = options.queues.values();
    this.#plan(this.#pauseMs());
  }

  /** Compares all, beginning now, as fast as the limits let. */
  now(): void {
    if (this.#closed) return;
    const { queues } = this.#options;
    this.#round = queues.values();
    this.#urgent = queues.size;
    this.#timer?.cancel();
    this.#plan(0);
  }

  /** The bus is away, or back: the pace is another one from now on. */
  paceChanged(): void {
    this.#timer?.cancel();
    this.#plan(this.#pauseMs());
  }

  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
  }

  #plan(ms: number): void {
    if (this.#closed) return;
    this.#timer = this.#options.clock.setTimer(ms, () => this.#tick());
  }

  #tick(): void {
    const { limits, reads } = this.#options;
    if (this.#underWay < limits.feedReads) {
      const slice = this.#take(this.#sliceSize());
      this.#urgent = Math.max(0, this.#urgent - slice.length);
      if (slice.length > 0) void this.#compare(slice);
    }
    this.#plan(Math.max(reads.pauseMs, this.#pauseMs()));
  }

  #sliceSize(): number {
    const { limits, queues } = this.#options;
    const most = limits.feedCheckQueues;
    return Math.min(most, this.#urgent > 0 ? most : Math.ceil(queues.size / leastSlices));
  }

  #pauseMs(): number {
    const { limits, queues, connected } = this.#options;
    const size = this.#sliceSize();
    const leastMs = Math.max(1, (size / limits.feedCheckPerSecond) * 1000);
    if (this.#urgent > 0) return leastMs;
    const roundMs = (connected() ? limits.feedCheckMs : limits.feedCheckAwayMs) * roundShare;
    const slices = Math.max(leastSlices, Math.ceil(queues.size / limits.feedCheckQueues));
    return Math.max(leastMs, roundMs / slices);
  }

  /** The next of this round; the last slice of a round may be a short one. */
  #take(most: number): FeedQueue[] {
    const slice: FeedQueue[] = [];
    while (slice.length < most) {
      const next = this.#round.next();
      if (next.done === true) {
        this.#round = this.#options.queues.values();
        break;
      }
      slice.push(next.value);
    }
    return slice;
  }

  async #compare(slice: readonly FeedQueue[]): Promise<void> {
    const { reads, counts, found } = this.#options;
    this.#underWay += 1;
    const heads = await reads.heads(slice.map(({ key }) => key));
    this.#underWay -= 1;
    if (heads === undefined || this.#closed) return;
    counts.compared += slice.length;
    slice.forEach((queue, index) => {
      const at = heads[index];
      if (at !== undefined && queue.isFollowed && found(queue, at)) counts.lostTails += 1;
    });
  }
}
