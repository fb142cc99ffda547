import type { Clock, Timer } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';

/** The clock of a process that may be stopped for a time: no timer runs then, and all are late after. */
export class StoppedClock implements Clock {
  readonly #running = new FakeClock();
  #stoppedMs = 0;

  now(): number {
    return this.#running.now() + this.#stoppedMs;
  }

  monotonicMs(): number {
    return this.#running.monotonicMs() + this.#stoppedMs;
  }

  setTimer(ms: number, fn: () => void): Timer {
    return this.#running.setTimer(ms, fn);
  }

  every(ms: number, fn: () => void): Timer {
    return this.#running.every(ms, fn);
  }

  stopFor(ms: number): void {
    this.#stoppedMs += ms;
  }

  advance(ms: number): Promise<void> {
    return this.#running.advance(ms);
  }
}
