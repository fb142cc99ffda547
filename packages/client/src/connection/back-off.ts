import type { Random } from '@eagre/protocol';

export interface BackOffOptions {
  random: Random;
  backoffBaseMs: number;
  backoffCapMs: number;
}

/**
 * Full-jitter back-off: each pause is drawn from [0, min(cap, base · 2^tries)). Thousands of devices
 * that lost one server spread over the whole window; with a fixed or half-random pause they would come
 * back in waves.
 */
export class BackOff {
  readonly #options: BackOffOptions;
  #tries = 0;

  constructor(options: BackOffOptions) {
    this.#options = options;
  }

  /** The next pause in milliseconds, never shorter than what a server asked for. */
  nextMs(atLeastMs = 0): number {
    const { random, backoffBaseMs, backoffCapMs } = this.#options;
    // 2^30 is past every cap; more would only risk infinity.
    const windowMs = Math.min(backoffCapMs, backoffBaseMs * 2 ** Math.min(this.#tries, 30));
    this.#tries += 1;
    return atLeastMs + random.next() * windowMs;
  }

  reset(): void {
    this.#tries = 0;
  }
}
