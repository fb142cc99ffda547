import type { Clock, Timer } from '@eagre/protocol';

interface PendingTimer {
  dueMs: number;
  order: number;
  readonly fn: () => void;
  readonly everyMs: number | undefined;
}

/** 2026-01-01T00:00:00Z: any fixed date, so that stamps are the same in every run. */
const defaultStartMs = 1_767_225_600_000;

/** A timer of 0 ms that sets itself again would never let time pass; nothing honest fires so often. */
const mostTimersInOneAdvance = 1_000_000;

/**
 * Time that stands still until a test moves it. Timers run in the order of their due time, equal ones
 * in the order they were set, and between two timers all promises that can settle do, as they would
 * in real time. Only one `advance` may run at a time.
 */
export class FakeClock implements Clock {
  readonly #startMs: number;
  readonly #pending = new Set<PendingTimer>();
  #elapsedMs = 0;
  #wallShiftMs = 0;
  #nextOrder = 0;
  #advancing = false;

  constructor(startMs = defaultStartMs) {
    this.#startMs = startMs;
  }

  now(): number {
    return this.#startMs + this.#elapsedMs + this.#wallShiftMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  setTimer(ms: number, fn: () => void): Timer {
    return this.#add(ms, fn, undefined);
  }

  every(ms: number, fn: () => void): Timer {
    if (!(ms > 0)) throw new RangeError(`a repeating timer takes more than 0 ms, not ${ms}`);
    return this.#add(ms, fn, ms);
  }

  /** Timers set and not yet run or cancelled; 0 at the end of a test that leaks none. */
  get pendingTimers(): number {
    return this.#pending.size;
  }

  /** Moves the wall clock alone, as when somebody sets it; durations must not notice. */
  jumpWallClock(ms: number): void {
    this.#wallShiftMs += ms;
  }

  /** Lets `ms` pass. An error thrown by a timer rejects this and leaves time where it was thrown. */
  async advance(ms: number): Promise<void> {
    if (!(ms >= 0)) throw new RangeError(`time moves forward by 0 ms or more, not ${ms}`);
    if (this.#advancing) throw new Error('FakeClock.advance() is already running; await it first');
    this.#advancing = true;
    try {
      await this.#runUntil(this.#elapsedMs + ms);
    } finally {
      this.#advancing = false;
    }
  }

  async #runUntil(targetMs: number): Promise<void> {
    await settle();
    for (let count = 0; ; count += 1) {
      const next = this.#nextDue(targetMs);
      if (next === undefined) break;
      if (count === mostTimersInOneAdvance) {
        throw new Error(`${count} timers ran in one advance(); is one setting itself for 0 ms?`);
      }
      this.#elapsedMs = next.dueMs;
      this.#run(next);
      await settle();
    }
    this.#elapsedMs = targetMs;
  }

  #run(timer: PendingTimer): void {
    this.#pending.delete(timer);
    if (timer.everyMs !== undefined) {
      // The object is what the handle's cancel knows, so a repeating timer changes in place.
      timer.dueMs += timer.everyMs;
      timer.order = this.#takeOrder();
      this.#pending.add(timer);
    }
    timer.fn();
  }

  #add(ms: number, fn: () => void, everyMs: number | undefined): Timer {
    if (!(ms >= 0)) throw new RangeError(`a timer takes 0 ms or more, not ${ms}`);
    const timer = { dueMs: this.#elapsedMs + ms, order: this.#takeOrder(), fn, everyMs };
    this.#pending.add(timer);
    return { cancel: () => this.#pending.delete(timer) };
  }

  #takeOrder(): number {
    this.#nextOrder += 1;
    return this.#nextOrder;
  }

  #nextDue(targetMs: number): PendingTimer | undefined {
    let next: PendingTimer | undefined;
    for (const timer of this.#pending) {
      if (timer.dueMs > targetMs) continue;
      if (next === undefined || isBefore(timer, next)) next = timer;
    }
    return next;
  }
}

function isBefore(a: PendingTimer, b: PendingTimer): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}

/**
 * One turn of the event loop: every promise job queued by now runs, with those they queue, however
 * long the chain.
 */
function settle(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
