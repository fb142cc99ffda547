import { type AppId, type Clock, type UserId, type WireError, wireError } from '@eagre/protocol';
import { type ConversationKey, userKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { AppBuckets } from './app-buckets.ts';
import { BucketMap } from './bucket-map.ts';
import { type Rate, rateOf, TokenBucket } from './token-bucket.ts';

/** What a rate of its own is kept on, so that it goes when its owner does: a connection, a room. */
export interface RateHolder {
  rate: TokenBucket | undefined;
}

/** An open room as the flow control sees it. */
export interface RatedRoom extends RateHolder {
  readonly key: ConversationKey;
  /** Best-effort messages a second, when the room has a rate of its own. */
  readonly perSecond?: number | undefined;
}

/** What an app has in place of the rates for all apps. */
export interface AppRates {
  /** Messages to be stored. */
  readonly sends?: Rate;
  /** Best-effort messages of all its rooms. */
  readonly rooms?: Rate;
}

export type LimiterLimits = Pick<
  Limits,
  | 'commandsPerSecond'
  | 'commandsBurst'
  | 'sendsPerSecond'
  | 'sendsBurst'
  | 'appSendsPerSecond'
  | 'appSendsBurst'
  | 'roomUserPerSecond'
  | 'roomUserBurst'
  | 'roomPerSecond'
  | 'roomBurst'
  | 'roomAppPerSecond'
  | 'roomAppBurst'
  | 'rateKeys'
>;

/**
 * The rates at the entrances: commands of a connection; sends of a user and of an app, which cost the
 * store; best-effort messages of a user in a room, of a room and of all rooms of an app, which cost
 * the fan-out.
 */
export class Limiter {
  readonly #clock: Clock;
  readonly #commands: Rate;
  readonly #userRate: Rate;
  readonly #roomUserRate: Rate;
  readonly #roomRate: Rate;
  readonly #users: BucketMap;
  readonly #roomUsers: BucketMap;
  readonly #sends: AppBuckets;
  readonly #rooms: AppBuckets;

  /** `quotas`: the rates of apps that have their own. */
  constructor(
    clock: Clock,
    limits: LimiterLimits,
    quotas: ReadonlyMap<AppId, AppRates> = new Map(),
  ) {
    const { rateKeys } = limits;
    this.#clock = clock;
    this.#commands = rateOf(limits.commandsPerSecond, limits.commandsBurst);
    this.#userRate = rateOf(limits.sendsPerSecond, limits.sendsBurst);
    this.#roomUserRate = rateOf(limits.roomUserPerSecond, limits.roomUserBurst);
    this.#roomRate = rateOf(limits.roomPerSecond, limits.roomBurst);
    this.#users = new BucketMap(this.#userRate, rateKeys);
    this.#roomUsers = new BucketMap(this.#roomUserRate, rateKeys);
    const sends = rateOf(limits.appSendsPerSecond, limits.appSendsBurst);
    const rooms = rateOf(limits.roomAppPerSecond, limits.roomAppBurst);
    this.#sends = new AppBuckets(sends, (app) => quotas.get(app)?.sends);
    this.#rooms = new AppBuckets(rooms, (app) => quotas.get(app)?.rooms);
  }

  /** Keys whose rates are remembered. */
  get keys(): number {
    return this.#users.size + this.#roomUsers.size + this.#sends.size + this.#rooms.size;
  }

  /** One command of a connection; the error, if it is one too many. */
  command(holder: RateHolder): WireError | undefined {
    const nowMs = this.#clock.monotonicMs();
    holder.rate ??= new TokenBucket(this.#commands, nowMs);
    const waitMs = holder.rate.take(this.#commands, nowMs);
    return refusal(waitMs, 'commands', 'by one connection', this.#commands);
  }

  /** One send of a user; a send that the app's rate refuses does not count for the user. */
  send(app: AppId, user: UserId): WireError | undefined {
    const nowMs = this.#clock.monotonicMs();
    const key = userKey(app, user);
    const userWaitMs = this.#users.take(key, nowMs);
    if (userWaitMs > 0) return refusal(userWaitMs, 'sends', 'by one user', this.#userRate);
    const refused = this.#sendOf(app, nowMs);
    if (refused !== undefined) this.#users.giveBack(key);
    return refused;
  }

  /** One send by an app itself (HTTP), which has no user. */
  sendByApp(app: AppId): WireError | undefined {
    return this.#sendOf(app, this.#clock.monotonicMs());
  }

  /**
   * One best-effort message of a user in a room. What the room's or the app's rate refuses does not
   * count for those asked before: a viewer is not made to wait longer because a room is loud.
   */
  room(app: AppId, user: UserId, room: RatedRoom): WireError | undefined {
    const nowMs = this.#clock.monotonicMs();
    const key = `${room.key} ${user}`;
    const waitMs = this.#roomUsers.take(key, nowMs);
    if (waitMs > 0) return refusal(waitMs, 'messages', 'by one user in a room', this.#roomUserRate);
    const refused = this.#inRoom(app, room, nowMs);
    if (refused !== undefined) this.#roomUsers.giveBack(key);
    return refused;
  }

  #inRoom(app: AppId, room: RatedRoom, nowMs: number): WireError | undefined {
    const rate = this.#rateOfRoom(room);
    room.rate ??= new TokenBucket(rate, nowMs);
    const waitMs = room.rate.take(rate, nowMs);
    if (waitMs > 0) return refusal(waitMs, 'messages', 'in one room', rate);
    const appWaitMs = this.#rooms.take(app, nowMs);
    if (appWaitMs === 0) return undefined;
    room.rate.giveBack(rate);
    return refusal(appWaitMs, 'messages', 'in all rooms of one app', this.#rooms.rateOf(app));
  }

  #rateOfRoom({ perSecond }: RatedRoom): Rate {
    return perSecond === undefined ? this.#roomRate : rateOf(perSecond);
  }

  #sendOf(app: AppId, nowMs: number): WireError | undefined {
    return refusal(this.#sends.take(app, nowMs), 'sends', 'by one app', this.#sends.rateOf(app));
  }
}

/** `whose`: `by one user`. */
function refusal(waitMs: number, what: string, whose: string, rate: Rate): WireError | undefined {
  if (waitMs === 0) return undefined;
  const message = `at most ${rate.perSecond} ${what} a second ${whose}, ${rate.burst} at once`;
  return wireError('rate_limited', message, { retryAfterMs: waitMs });
}
