/** A rate a second, and how much may come at once above it. */
export interface Rate {
  readonly perSecond: number;
  readonly burst: number;
}

/** A rate whose burst nobody chose: two seconds' worth, as the settings have it for most rates. */
export function rateOf(perSecond: number, burst = 2 * perSecond): Rate {
  return { perSecond, burst };
}

/** What sums of fractions may be off by: who waits as long as told must find a token. */
const roundingTokens = 1e-6;

/**
 * Lets `burst` through at once and `perSecond` on average. Holds two numbers only: the rate is
 * handed in each time, so that thousands of buckets share it.
 */
export class TokenBucket {
  #tokens: number;
  #atMs: number;

  constructor(rate: Rate, nowMs: number) {
    this.#tokens = rate.burst;
    this.#atMs = nowMs;
  }

  /** Takes one token: 0 when there was one, else the milliseconds until there will be. */
  take(rate: Rate, nowMs: number): number {
    this.#refill(rate, nowMs);
    if (this.#tokens >= 1 - roundingTokens) {
      this.#tokens = Math.max(0, this.#tokens - 1);
      return 0;
    }
    const lacking = 1 - this.#tokens - roundingTokens;
    return Math.max(1, Math.ceil((lacking / rate.perSecond) * 1000));
  }

  /** Gives back a token that was taken for something that was refused elsewhere. */
  giveBack(rate: Rate): void {
    this.#tokens = Math.min(rate.burst, this.#tokens + 1);
  }

  /** Nothing was taken for so long that a new bucket would be the same. */
  isFull(rate: Rate, nowMs: number): boolean {
    this.#refill(rate, nowMs);
    return this.#tokens >= rate.burst;
  }

  #refill(rate: Rate, nowMs: number): void {
    const passedMs = Math.max(0, nowMs - this.#atMs);
    this.#tokens = Math.min(rate.burst, this.#tokens + (passedMs * rate.perSecond) / 1000);
    this.#atMs = nowMs;
  }
}
