import type { Clock, Timer } from '@eagre/protocol';
import { TimelineError } from '../timeline.ts';
import type { BucketMap } from './bucket-map.ts';
import type { ShardedLimits } from './sharded-limits.ts';
import type { Touched } from './split-commit.ts';
import { StaleMapError } from './stale-map-error.ts';

export interface MapGateOptions {
  map: BucketMap;
  clock: Clock;
  limits: Pick<ShardedLimits, 'bucketHoldMs' | 'bucketHeld'>;
  /** A server did not accept the gate's map; the gate is shut until another is taken. */
  onStale: () => void;
  /** For the one who moves the buckets. */
  passFrozen?: boolean;
}

interface Held {
  readonly number: number;
  readonly touched: Touched;
  readonly until: number;
  readonly work: (map: BucketMap) => Promise<unknown>;
  readonly resolve: (result: never) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Through here goes everything that is written, so that nothing that was routed by one map is written
 * under another: a new map is taken when all that is under way has ended. What is refused because a
 * server knows a newer map goes again, and what touches frozen buckets waits, both in the order in
 * which they came; all else goes on.
 */
export class MapGate {
  readonly #options: MapGateOptions;
  #map: BucketMap;
  #isShut = false;
  #isClosed = false;
  #underWay = 0;
  #idle: PromiseWithResolvers<void> | undefined;
  #held: Held[] = [];
  /** How many of the held are of a home: what comes later to the same home waits behind them. */
  #homes = new Map<number, number>();
  #number = 0;
  #timer: Timer | undefined;

  constructor(options: MapGateOptions) {
    this.#options = options;
    this.#map = options.map;
  }

  get map(): BucketMap {
    return this.#map;
  }

  /**
   * Runs `work` with the map that it is to be routed by; at once, within this call, when nothing
   * speaks against it. Rejects as `work` does, and with `unavailable` when it was held too long.
   */
  pass<T>(touched: Touched, work: (map: BucketMap) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const { clock, limits } = this.#options;
      const until = clock.monotonicMs() + limits.bucketHoldMs;
      const number = this.#number++;
      this.#enter({ number, touched, until, work, resolve: resolve as Held['resolve'], reject });
    });
  }

  /** Lets nothing in, and resolves when all that was let in has ended. */
  shut(): Promise<void> {
    this.#isShut = true;
    if (this.#underWay === 0) return Promise.resolve();
    this.#idle ??= Promise.withResolvers();
    return this.#idle.promise;
  }

  /** After `shut`: goes on by this map. */
  open(map: BucketMap): void {
    this.#map = map;
    this.#isShut = false;
    const held = this.#held;
    this.#held = [];
    this.#homes = new Map();
    for (const one of held) this.#enter(one);
  }

  /** Refuses all that is held and all that comes. */
  close(): void {
    this.#isClosed = true;
    this.#timer?.cancel();
    for (const { reject } of this.#held.splice(0)) reject(closedError());
  }

  #enter(one: Held): void {
    if (this.#isClosed) one.reject(closedError());
    else if (this.#mustWait(one.touched)) this.#hold(one);
    else void this.#run(one);
  }

  #mustWait({ home, others }: Touched): boolean {
    if (this.#isShut || this.#homes.has(home)) return true;
    if (!this.#map.hasFrozen || this.#options.passFrozen === true) return false;
    if (this.#map.isFrozen(home)) return true;
    for (const bucket of others) if (this.#map.isFrozen(bucket)) return true;
    return false;
  }

  async #run(one: Held): Promise<void> {
    this.#underWay += 1;
    try {
      one.resolve((await one.work(this.#map)) as never);
    } catch (error) {
      if (error instanceof StaleMapError) this.#again(one);
      else one.reject(error);
    }
    this.#underWay -= 1;
    if (this.#underWay > 0) return;
    this.#idle?.resolve();
    this.#idle = undefined;
  }

  #again(one: Held): void {
    const wasShut = this.#isShut;
    this.#isShut = true;
    if (this.#isClosed) one.reject(closedError());
    else this.#hold(one);
    if (!wasShut) this.#options.onStale();
  }

  #hold(one: Held): void {
    const { bucketHeld } = this.#options.limits;
    if (this.#held.length >= bucketHeld) {
      const message = `${bucketHeld} commits wait for buckets that are being moved`;
      one.reject(new TimelineError('overloaded', message));
      return;
    }
    const after = this.#held.findLastIndex(({ number }) => number < one.number);
    this.#held.splice(after + 1, 0, one);
    const { home } = one.touched;
    this.#homes.set(home, (this.#homes.get(home) ?? 0) + 1);
    this.#timer ??= this.#sweepAfter(one.until);
  }

  #sweepAfter(until: number): Timer {
    const { clock } = this.#options;
    return clock.setTimer(Math.max(0, until - clock.monotonicMs()), () => this.#refuseOld());
  }

  #refuseOld(): void {
    const nowMs = this.#options.clock.monotonicMs();
    const [old, rest] = [
      this.#held.filter(({ until }) => until <= nowMs),
      this.#held.filter(({ until }) => until > nowMs),
    ];
    this.#held = [];
    this.#homes = new Map();
    this.#timer = undefined;
    for (const { reject } of old) reject(heldTooLong(this.#options.limits.bucketHoldMs));
    for (const one of rest) this.#enter(one);
  }
}

function heldTooLong(ms: number): TimelineError {
  return new TimelineError('unavailable', `buckets are being moved, for longer than ${ms} ms`);
}

function closedError(): TimelineError {
  return new TimelineError('closed', 'the timeline is closed');
}
