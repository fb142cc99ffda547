import { type AppId, type Clock, type UserId, type WireError, wireError } from '@eagre/protocol';
import { userKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { BucketMap } from './bucket-map.ts';
import { type Rate, TokenBucket } from './token-bucket.ts';

/** What a rate of its own is kept on, so that it goes when its owner does: a connection. */
export interface RateHolder {
  rate: TokenBucket | undefined;
}

export type LimiterLimits = Pick<
  Limits,
  | 'commandsPerSecond'
  | 'commandsBurst'
  | 'sendsPerSecond'
  | 'sendsBurst'
  | 'appSendsPerSecond'
  | 'appSendsBurst'
  | 'rateKeys'
>;

/** The rates at the entrances: commands of a connection, sends of a user, sends of an app. */
export class Limiter {
  readonly #clock: Clock;
  readonly #commands: Rate;
  readonly #users: BucketMap;
  readonly #apps: BucketMap;
  readonly #userRate: Rate;
  readonly #appRate: Rate;
  readonly #quotas: ReadonlyMap<AppId, Rate>;
  readonly #quotaBuckets = new Map<AppId, TokenBucket>();

  /** `quotas`: the rates of apps that have one of their own. */
  constructor(clock: Clock, limits: LimiterLimits, quotas: ReadonlyMap<AppId, Rate> = new Map()) {
    this.#clock = clock;
    this.#quotas = quotas;
    this.#commands = { perSecond: limits.commandsPerSecond, burst: limits.commandsBurst };
    this.#userRate = { perSecond: limits.sendsPerSecond, burst: limits.sendsBurst };
    this.#appRate = { perSecond: limits.appSendsPerSecond, burst: limits.appSendsBurst };
    this.#users = new BucketMap(this.#userRate, limits.rateKeys);
    this.#apps = new BucketMap(this.#appRate, limits.rateKeys);
  }

  /** Keys whose rates are remembered. */
  get keys(): number {
    return this.#users.size + this.#apps.size;
  }

  /** One command of a connection; the error, if it is one too many. */
  command(holder: RateHolder): WireError | undefined {
    const nowMs = this.#clock.monotonicMs();
    holder.rate ??= new TokenBucket(this.#commands, nowMs);
    const waitMs = holder.rate.take(this.#commands, nowMs);
    return refusal(waitMs, 'commands', 'connection', this.#commands);
  }

  /** One send of a user; a send that the app's rate refuses does not count for the user. */
  send(app: AppId, user: UserId): WireError | undefined {
    const nowMs = this.#clock.monotonicMs();
    const key = userKey(app, user);
    const userWaitMs = this.#users.take(key, nowMs);
    if (userWaitMs > 0) return refusal(userWaitMs, 'sends', 'user', this.#userRate);
    const refused = this.#ofApp(app, nowMs);
    if (refused !== undefined) this.#users.giveBack(key);
    return refused;
  }

  /** One send by an app itself (HTTP), which has no user. */
  sendByApp(app: AppId): WireError | undefined {
    return this.#ofApp(app, this.#clock.monotonicMs());
  }

  #ofApp(app: AppId, nowMs: number): WireError | undefined {
    const quota = this.#quotas.get(app);
    if (quota === undefined) {
      return refusal(this.#apps.take(app, nowMs), 'sends', 'app', this.#appRate);
    }
    let bucket = this.#quotaBuckets.get(app);
    if (bucket === undefined) {
      bucket = new TokenBucket(quota, nowMs);
      this.#quotaBuckets.set(app, bucket);
    }
    return refusal(bucket.take(quota, nowMs), 'sends', 'app', quota);
  }
}

function refusal(waitMs: number, what: string, whose: string, rate: Rate): WireError | undefined {
  if (waitMs === 0) return undefined;
  const message = `at most ${rate.perSecond} ${what} a second by one ${whose}, ${rate.burst} at once`;
  return wireError('rate_limited', message, { retryAfterMs: waitMs });
}
