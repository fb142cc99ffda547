import type { Clock, Timer } from '@eagre/protocol';

/** Timers that end together: those of one connection state, say. */
export class Timers {
  readonly #clock: Clock;
  readonly #running = new Set<Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  set(ms: number, fn: () => void): Timer {
    const timer = this.#clock.setTimer(ms, () => {
      this.#running.delete(handle);
      fn();
    });
    const handle: Timer = {
      cancel: () => {
        this.#running.delete(handle);
        timer.cancel();
      },
    };
    this.#running.add(handle);
    return handle;
  }

  cancelAll(): void {
    for (const timer of this.#running) timer.cancel();
  }
}
