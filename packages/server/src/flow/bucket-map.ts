import { type Rate, TokenBucket } from './token-bucket.ts';

/** So many buckets are looked at for each new one: the map is tidied as fast as it grows. */
const lookedAtForEachNew = 2;

/**
 * A bucket for each key in use. Buckets that are full again are dropped as new ones come, so memory
 * follows the number of keys that were busy lately. At the limit the oldest goes, full or not: its
 * owner gets a new burst, which costs less than memory without a bound.
 */
export class BucketMap {
  readonly #buckets = new Map<string, TokenBucket>();
  readonly #rate: Rate;
  readonly #most: number;

  constructor(rate: Rate, most: number) {
    this.#rate = rate;
    this.#most = most;
  }

  get size(): number {
    return this.#buckets.size;
  }

  /** 0 when the key may go on, else the milliseconds to wait. */
  take(key: string, nowMs: number): number {
    return this.#bucketOf(key, nowMs).take(this.#rate, nowMs);
  }

  giveBack(key: string): void {
    this.#buckets.get(key)?.giveBack(this.#rate);
  }

  #bucketOf(key: string, nowMs: number): TokenBucket {
    const known = this.#buckets.get(key);
    if (known !== undefined) return known;
    this.#tidy(nowMs);
    const bucket = new TokenBucket(this.#rate, nowMs);
    this.#buckets.set(key, bucket);
    return bucket;
  }

  /** Looks at the oldest; one that is still in use goes to the end. */
  #tidy(nowMs: number): void {
    let left = lookedAtForEachNew;
    for (const [key, bucket] of this.#buckets) {
      if (left === 0) break;
      left -= 1;
      this.#buckets.delete(key);
      if (!bucket.isFull(this.#rate, nowMs)) this.#buckets.set(key, bucket);
    }
    if (this.#buckets.size < this.#most) return;
    const oldest = this.#buckets.keys().next();
    if (!oldest.done) this.#buckets.delete(oldest.value);
  }
}
