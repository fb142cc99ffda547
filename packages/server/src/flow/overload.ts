import { type Clock, type Timer, type WireError, wireError } from '@eagre/protocol';
import type { Limits } from '../limits.ts';

export type OverloadLimits = Pick<
  Limits,
  | 'overloadLagMs'
  | 'overloadLateSamples'
  | 'overloadMemoryBytes'
  | 'overloadSampleMs'
  | 'overloadMemoryMs'
  | 'overloadCalmMs'
  | 'overloadRetryMs'
  | 'pendingEntries'
>;

export interface OverloadOptions {
  readonly clock: Clock;
  readonly limits: OverloadLimits;
  /** Entries that the store accepted and has not written yet. */
  readonly pendingEntries: () => number;
  /** Resident memory, bytes. */
  readonly memoryBytes: () => number;
}

export type OverloadCause = 'lag' | 'store' | 'memory';

/**
 * Whether this node has more to do than it can. It becomes high with one sample of memory or store
 * over a mark, or with several late ones in a row: a single stall (a collection of garbage, a
 * neighbour of the machine) is over before anybody was refused. It becomes normal again only after
 * every figure was below half its mark for a while, so that a node at the edge does not flap and its
 * refused devices do not come back in one wave.
 */
export class Overload {
  readonly #options: OverloadOptions;
  readonly #timer: Timer;
  #dueMs: number;
  #lagMs = 0;
  #longestLagMs = 0;
  /** Samples in a row that were later than the mark. */
  #late = 0;
  #cause: OverloadCause | undefined;
  #memoryBytes = 0;
  #memoryDueMs = Number.NEGATIVE_INFINITY;
  /** Since when all figures are low; undefined while one is not. Monotonic, ms. */
  #calmSinceMs: number | undefined;

  constructor(options: OverloadOptions) {
    const { clock, limits } = options;
    this.#options = options;
    this.#dueMs = clock.monotonicMs() + limits.overloadSampleMs;
    this.#timer = clock.every(limits.overloadSampleMs, () => this.#sample());
  }

  get level(): 'normal' | 'high' {
    return this.#cause === undefined ? 'normal' : 'high';
  }

  /** The figure that made the level high. */
  get cause(): OverloadCause | undefined {
    return this.#cause;
  }

  /** How late the last sample was. */
  get lagMs(): number {
    return this.#lagMs;
  }

  /** How late the latest sample was since this was asked last. */
  takeLongestLagMs(): number {
    const longestMs = this.#longestLagMs;
    this.#longestLagMs = 0;
    return longestMs;
  }

  /** What a new connect or a send is answered while the level is high. */
  refusal(): WireError | undefined {
    if (this.#cause === undefined) return undefined;
    const retryAfterMs = this.#options.limits.overloadRetryMs;
    return wireError('overloaded', 'the server has too much to do, try again', { retryAfterMs });
  }

  stop(): void {
    this.#timer.cancel();
  }

  #sample(): void {
    const { clock, limits } = this.#options;
    const nowMs = clock.monotonicMs();
    this.#lagMs = Math.max(0, nowMs - this.#dueMs);
    this.#longestLagMs = Math.max(this.#longestLagMs, this.#lagMs);
    this.#dueMs = nowMs + limits.overloadSampleMs;
    this.#lookAtMemory(nowMs);
    this.#late = this.#lagMs >= limits.overloadLagMs ? this.#late + 1 : 0;
    const over = this.#firstOver(1);
    if (over !== undefined) {
      this.#cause = over;
      this.#calmSinceMs = undefined;
    } else if (this.#cause !== undefined) {
      this.#calmDown(nowMs);
    }
  }

  #lookAtMemory(nowMs: number): void {
    if (nowMs < this.#memoryDueMs) return;
    this.#memoryBytes = this.#options.memoryBytes();
    this.#memoryDueMs = nowMs + this.#options.limits.overloadMemoryMs;
  }

  #calmDown(nowMs: number): void {
    if (this.#firstOver(0.5) !== undefined) {
      this.#calmSinceMs = undefined;
      return;
    }
    this.#calmSinceMs ??= nowMs;
    if (nowMs - this.#calmSinceMs < this.#options.limits.overloadCalmMs) return;
    this.#cause = undefined;
    this.#calmSinceMs = undefined;
  }

  #firstOver(share: number): OverloadCause | undefined {
    const { limits, pendingEntries } = this.#options;
    const isCalming = share < 1;
    const isLate = isCalming
      ? this.#lagMs >= limits.overloadLagMs * share
      : this.#late >= limits.overloadLateSamples;
    if (isLate) return 'lag';
    if (pendingEntries() >= limits.pendingEntries * share) return 'store';
    if (this.#memoryBytes >= memoryMark(limits, share)) return 'memory';
    return undefined;
  }
}

/** Memory is seldom given back to the system, so a tenth below the mark is calm enough. */
function memoryMark(limits: OverloadLimits, share: number): number {
  return limits.overloadMemoryBytes * (share < 1 ? 0.9 : 1);
}
