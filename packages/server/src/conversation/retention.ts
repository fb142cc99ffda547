import type { Clock, Timer } from '@eagre/protocol';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { RetentionPolicy } from './retention-policy.ts';
import { type TrimPoint, trimPoints } from './trim-points.ts';

export interface RetentionOptions {
  /** The store itself: a sweep through the tail cache would push out the tails in use. */
  store: Pick<Timeline, 'queues' | 'ranges'>;
  /** … but the cache must hear of every trim. */
  timeline: Pick<Timeline, 'trim'>;
  policy: RetentionPolicy;
  clock: Clock;
  /** Of several nodes one is to look; two at once harm nothing. */
  isMine: () => boolean;
  limits: Pick<
    Limits,
    'retentionSweepMs' | 'retentionQueues' | 'retentionTrims' | 'retentionPauseMs' | 'trimSlice'
  >;
  logger: Pick<Logger, 'info'>;
  /** A sweep failed; the next one begins anew. */
  report: (error: unknown, what: string) => void;
}

/** Counters since the start. */
export interface RetentionCounts {
  sweeps: number;
  failed: number;
  /** Queues looked at … */
  queues: number;
  /** … and trimmed. */
  trimmed: number;
  entries: number;
}

/**
 * Trims what the policy does not keep (design section 7). All queues are gone through now and then,
 * a page at a time; each trim is one slice, and after a few of them the writer has a pause, so that
 * commits never wait for more than a slice. The store keeps the low mark, and a device that was
 * away for longer is told of the gap.
 */
export class Retention {
  readonly counts: RetentionCounts = { sweeps: 0, failed: 0, queues: 0, trimmed: 0, entries: 0 };
  readonly #options: RetentionOptions;
  readonly #timer: Timer | undefined;
  #sweeping = false;
  #closed = false;
  /** Work given to the writer since its last pause, as a part of what it is given at once. */
  #spent = 0;
  #endPause = () => {};

  constructor(options: RetentionOptions) {
    this.#options = options;
    const { policy, clock, limits } = options;
    if (policy.keepsAll) return;
    this.#timer = clock.every(limits.retentionSweepMs, () => {
      if (options.isMine()) void this.sweep();
    });
  }

  /** Never rejects. Without effect while another one is under way. */
  async sweep(): Promise<void> {
    if (this.#sweeping || this.#closed) return;
    this.#sweeping = true;
    const { clock, logger, report } = this.#options;
    const before = { ...this.counts };
    const startedMs = clock.monotonicMs();
    try {
      await this.#allPages();
      this.counts.sweeps += 1;
      const { queues, trimmed, entries } = this.counts;
      logger.info(
        {
          queues: queues - before.queues,
          trimmed: trimmed - before.trimmed,
          entries: entries - before.entries,
          ms: Math.round(clock.monotonicMs() - startedMs),
        },
        'retention sweep',
      );
    } catch (error) {
      // A store that closes under the sweep is no failure.
      if (!this.#closed) {
        this.counts.failed += 1;
        report(error, 'retention sweep');
      }
    } finally {
      this.#sweeping = false;
    }
  }

  /** Stops after the slice that is being trimmed. */
  close(): void {
    this.#closed = true;
    this.#timer?.cancel();
    this.#endPause();
  }

  async #allPages(): Promise<void> {
    const { store, policy, clock, limits } = this.#options;
    for (let after = ''; !this.#closed; ) {
      const page = await store.queues(after, limits.retentionQueues);
      for (const point of await trimPoints(store, page, policy, clock.now())) {
        await this.#trim(point);
      }
      this.counts.queues += page.length;
      const last = page.at(-1);
      if (last === undefined || page.length < limits.retentionQueues) return;
      after = last.queue;
      await this.#pause();
    }
  }

  async #trim({ queue, low, upTo }: TrimPoint): Promise<void> {
    const { timeline, limits } = this.#options;
    for (let from = low; from < upTo && !this.#closed; ) {
      const to = Math.min(upTo, from + limits.trimSlice);
      await timeline.trim(queue, to);
      this.counts.entries += to - from;
      this.#spent += Math.max((to - from) / limits.trimSlice, 1 / limits.retentionTrims);
      from = to;
      if (this.#spent >= 1) await this.#pause();
    }
    this.counts.trimmed += 1;
  }

  #pause(): Promise<void> {
    this.#spent = 0;
    if (this.#closed) return Promise.resolve();
    const { clock, limits } = this.#options;
    const pause = Promise.withResolvers<void>();
    const timer = clock.setTimer(limits.retentionPauseMs, pause.resolve);
    this.#endPause = () => {
      timer.cancel();
      pause.resolve();
    };
    return pause.promise;
  }
}
