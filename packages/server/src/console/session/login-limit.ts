import type { Clock } from '@eagre/protocol';
import { BucketMap } from '../../flow/bucket-map.ts';
import { type Rate, TokenBucket } from '../../flow/token-bucket.ts';
import type { Limits } from '../../limits.ts';

export interface LoginLimitOptions {
  readonly clock: Clock;
  readonly limits: Pick<
    Limits,
    | 'consoleLoginBurst'
    | 'consoleLoginsPerMinute'
    | 'consoleLoginBurstInAll'
    | 'consoleLoginsPerMinuteInAll'
    | 'consoleLoginAddresses'
  >;
}

/** How often a key may be tried, from one address and from all. */
export class LoginLimit {
  readonly #clock: Clock;
  readonly #byAddress: BucketMap;
  readonly #rate: Rate;
  readonly #inAll: TokenBucket;

  constructor({ clock, limits }: LoginLimitOptions) {
    const each = { perSecond: limits.consoleLoginsPerMinute / 60, burst: limits.consoleLoginBurst };
    this.#clock = clock;
    this.#byAddress = new BucketMap(each, limits.consoleLoginAddresses);
    this.#rate = {
      perSecond: limits.consoleLoginsPerMinuteInAll / 60,
      burst: limits.consoleLoginBurstInAll,
    };
    this.#inAll = new TokenBucket(this.#rate, clock.monotonicMs());
  }

  /** 0 when the key may be tried, else the milliseconds to wait. */
  take(address: string): number {
    const nowMs = this.#clock.monotonicMs();
    return this.#byAddress.take(address, nowMs) || this.#inAll.take(this.#rate, nowMs);
  }

  /** It shall not count. */
  giveBack(address: string): void {
    this.#byAddress.giveBack(address);
    this.#inAll.giveBack(this.#rate);
  }
}
