import type { AppId } from '@eagre/protocol';
import { type Rate, TokenBucket } from './token-bucket.ts';

/** A bucket for each app that did something; apps are configured, so there are a thousand at most. */
export class AppBuckets {
  readonly #rate: Rate;
  readonly #ownRate: (app: AppId) => Rate | undefined;
  readonly #buckets = new Map<AppId, TokenBucket>();

  /** `ownRate`: of apps that do not have the common one. */
  constructor(rate: Rate, ownRate: (app: AppId) => Rate | undefined) {
    this.#rate = rate;
    this.#ownRate = ownRate;
  }

  get size(): number {
    return this.#buckets.size;
  }

  rateOf(app: AppId): Rate {
    return this.#ownRate(app) ?? this.#rate;
  }

  /** 0 when the app may go on, else the milliseconds to wait. */
  take(app: AppId, nowMs: number): number {
    const rate = this.rateOf(app);
    let bucket = this.#buckets.get(app);
    if (bucket === undefined) {
      bucket = new TokenBucket(rate, nowMs);
      this.#buckets.set(app, bucket);
    }
    return bucket.take(rate, nowMs);
  }
}
