import type { Clock, Timer } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import type { NatsSession, NatsSubscription } from './session.ts';
import { subjectOfKey } from './subject.ts';

export interface InterestOptions {
  readonly clock: Clock;
  readonly limits: Limits;
  readonly prefix: string;
  readonly deliver: (key: string, bytes: Uint8Array) => void;
}

/**
 * The subjects that this node listens to at the server: one subscription each, however many want it.
 * A subject that nobody wants any more is kept for a moment, so that whoever wants it again at once
 * has missed nothing; then it is left, in slices, as hundreds of devices go at a time.
 */
export class Interest {
  readonly #options: InterestOptions;
  /** Undefined while there is no session to listen with. */
  readonly #held = new Map<string, NatsSubscription | undefined>();
  /** Nobody wants these; since when, in the order of it. */
  readonly #leaving = new Map<string, number>();
  #session: NatsSession | undefined;
  #sweep: Timer | undefined;

  constructor(options: InterestOptions) {
    this.#options = options;
  }

  /** Subjects listened to, those about to be left included. */
  get size(): number {
    return this.#held.size;
  }

  want(key: string): void {
    if (this.#leaving.delete(key)) return;
    this.#held.set(key, this.#listen(key));
  }

  /** For a key that is wanted. */
  unwant(key: string): void {
    const { clock, limits } = this.#options;
    this.#leaving.set(key, clock.monotonicMs());
    this.#sweep ??= clock.setTimer(limits.natsLingerMs, () => this.#leave());
  }

  /** Listens to everything with this session. False when it ended before that was done. */
  async attach(session: NatsSession): Promise<boolean> {
    this.#session = session;
    const { clock, limits } = this.#options;
    let inSlice = 0;
    // Keys that are wanted meanwhile are met too, and have their subscription already.
    for (const [key, subscription] of this.#held) {
      if (subscription !== undefined) continue;
      this.#held.set(key, this.#listen(key));
      inSlice += 1;
      if (inSlice < limits.natsInterestSlice) continue;
      inSlice = 0;
      await new Promise<void>((resolve) => clock.setTimer(0, resolve));
      if (this.#session !== session) return false;
    }
    return session.flush();
  }

  /** The session is over. */
  detach(): void {
    this.#session = undefined;
    for (const key of this.#leaving.keys()) this.#held.delete(key);
    this.#leaving.clear();
    for (const key of this.#held.keys()) this.#held.set(key, undefined);
  }

  close(): void {
    this.#sweep?.cancel();
    this.#sweep = undefined;
    this.#held.clear();
    this.#leaving.clear();
    this.#session = undefined;
  }

  #listen(key: string): NatsSubscription | undefined {
    const { prefix, deliver } = this.#options;
    return this.#session?.subscribe(subjectOfKey(prefix, key), (bytes) => deliver(key, bytes));
  }

  #leave(): void {
    const { clock, limits } = this.#options;
    const leftBefore = clock.monotonicMs() - limits.natsLingerMs;
    let slice = limits.natsInterestSlice;
    for (const [key, sinceMs] of this.#leaving) {
      if (sinceMs > leftBefore || slice === 0) break;
      slice -= 1;
      this.#held.get(key)?.unsubscribe();
      this.#held.delete(key);
      this.#leaving.delete(key);
    }
    this.#sweep =
      this.#leaving.size === 0
        ? undefined
        : clock.setTimer(limits.natsLingerMs, () => this.#leave());
  }
}
