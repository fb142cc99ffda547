import type { Clock } from '@eagre/protocol';
import type { QueueKey } from '../../keys.ts';
import type { QueueHead, Range, RangeRequest, Timeline } from '../../timeline/timeline.ts';
import type { FeedCounts } from './feed-counts.ts';
import type { FeedLimits } from './feed-limits.ts';

export interface StoreReadsOptions {
  readonly store: Pick<Timeline, 'heads' | 'ranges'>;
  readonly clock: Clock;
  readonly limits: Pick<FeedLimits, 'feedRetryMs' | 'feedRetryMaxMs'>;
  readonly counts: Pick<FeedCounts, 'failedReads'>;
  /** Told of the first failure of a spell. */
  readonly report: (error: unknown) => void;
  /** A read succeeded after some had failed. */
  readonly cameBack: () => void;
}

/** Reads of the store for the feed. After one that failed all wait, longer from time to time. */
export class StoreReads {
  readonly #options: StoreReadsOptions;
  /** 0 while the store answers. */
  #backoffMs = 0;
  #resumeAtMs = 0;

  constructor(options: StoreReadsOptions) {
    this.#options = options;
  }

  /** How long nothing shall be read. ms. */
  get pauseMs(): number {
    if (this.#backoffMs === 0) return 0;
    return Math.max(0, this.#resumeAtMs - this.#options.clock.monotonicMs());
  }

  /** Undefined when the store could not serve. */
  heads(queues: readonly QueueKey[]): Promise<QueueHead[] | undefined> {
    return this.#read(() => this.#options.store.heads(queues));
  }

  /** Undefined when the store could not serve. */
  ranges(requests: readonly RangeRequest[]): Promise<Range[] | undefined> {
    return this.#read(() => this.#options.store.ranges(requests));
  }

  /** The store is said to be back: nothing waits any more. */
  resume(): void {
    this.#resumeAtMs = 0;
  }

  async #read<Result>(read: () => Promise<Result>): Promise<Result | undefined> {
    try {
      const result = await read();
      const wasAway = this.#backoffMs > 0;
      this.#backoffMs = 0;
      if (wasAway) this.#options.cameBack();
      return result;
    } catch (error) {
      this.#failed(error);
      return undefined;
    }
  }

  #failed(error: unknown): void {
    const { clock, limits, counts, report } = this.#options;
    counts.failedReads += 1;
    if (this.#backoffMs === 0) report(error);
    // Reads that were under way together fail together, and count as one.
    if (this.pauseMs > 0) return;
    const nextMs = this.#backoffMs === 0 ? limits.feedRetryMs : this.#backoffMs * 2;
    this.#backoffMs = Math.min(nextMs, limits.feedRetryMaxMs);
    this.#resumeAtMs = clock.monotonicMs() + this.#backoffMs;
  }
}
