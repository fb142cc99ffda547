import type { Clock } from '@eagre/protocol/clock';
import { clientLimits } from '../limits.ts';

interface Sample {
  /** What the server's clock was ahead of this device's monotonic one. */
  aheadMs: number;
  errorMs: number;
  atMs: number;
}

/**
 * The server's time, from the answers that tell it. The server read its clock at some moment of the
 * round trip, so the middle of it is wrong by half of it at most; the quickest answer counts, until the
 * clocks may have strayed so far since that a slower one is better. Stands on the monotonic clock: that
 * somebody sets the device's wall clock changes nothing.
 */
export class ServerClock {
  readonly #clock: Clock;
  #best: Sample | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Server time in milliseconds since 1970; the device's own until something was measured. */
  now(): number {
    const { aheadMs } = this.#best ?? {};
    return aheadMs === undefined ? this.#clock.now() : this.#clock.monotonicMs() + aheadMs;
  }

  /** Milliseconds that the server's clock is ahead of the device's wall clock. */
  get offsetMs(): number {
    return this.now() - this.#clock.now();
  }

  /** `now()` is right within so many milliseconds; infinite until something was measured. */
  get errorMs(): number {
    return this.#best === undefined ? Number.POSITIVE_INFINITY : this.#errorOf(this.#best);
  }

  /** An answer told `serverMs`; its request was sent at `sentMs` of the monotonic clock. */
  heard(serverMs: number, sentMs: number): void {
    const atMs = this.#clock.monotonicMs();
    // The server tells whole milliseconds, so its clock stood up to one later.
    const errorMs = (atMs - sentMs + 1) / 2;
    const sample = { aheadMs: serverMs - atMs + errorMs, errorMs, atMs };
    const best = this.#best ?? sample;
    const bestErrorMs = this.#errorOf(best);
    const apartMs = Math.abs(sample.aheadMs - best.aheadMs);
    // Not both can be right: a clock stood still or was set, and what was measured before is void.
    const isVoid = apartMs > errorMs + bestErrorMs;
    if (isVoid || errorMs <= bestErrorMs) this.#best = sample;
  }

  #errorOf({ errorMs, atMs }: Sample): number {
    return errorMs + (this.#clock.monotonicMs() - atMs) * clientLimits.clockDrift;
  }
}
