import type { Random } from '@eagre/protocol';

/**
 * Full-jitter back-off: each pause is drawn from [0, min(cap, base · 2^tries)). Thousands of devices
 * that lost one server spread over the whole window; with a fixed or half-random pause they would come
 * back in waves.
 */
export class BackOff {
  readonly #random: Random;
  readonly #baseMs: number;
  readonly #capMs: number;
  #tries = 0;

  constructor(random: Random, baseMs: number, capMs: number) {
    this.#random = random;
    this.#baseMs = baseMs;
    this.#capMs = capMs;
  }

  /** The next pause in milliseconds, never shorter than what a server asked for. */
  nextMs(atLeastMs = 0): number {
    // 2^30 is past every cap; more would only risk infinity.
    const windowMs = Math.min(this.#capMs, this.#baseMs * 2 ** Math.min(this.#tries, 30));
    this.#tries += 1;
    return atLeastMs + this.#random.next() * windowMs;
  }

  reset(): void {
    this.#tries = 0;
  }
}
