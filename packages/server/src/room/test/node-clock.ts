import type { Clock, Timer } from '@eagre/protocol';

/** The clock of one node: its timers end with it, whether it stopped or crashed, and can be counted. */
export class NodeClock implements Clock {
  readonly #base: Clock;
  readonly #timers = new Set<Timer>();
  #killed = false;

  constructor(base: Clock) {
    this.#base = base;
  }

  now(): number {
    return this.#base.now();
  }

  monotonicMs(): number {
    return this.#base.monotonicMs();
  }

  setTimer(ms: number, fn: () => void): Timer {
    const timer = this.#keep(
      this.#base.setTimer(this.#killed ? 0 : ms, () => {
        this.#timers.delete(timer);
        if (!this.#killed) fn();
      }),
    );
    return timer;
  }

  every(ms: number, fn: () => void): Timer {
    return this.#keep(this.#base.every(ms, fn));
  }

  /** Timers set and not yet run or cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  /** Nothing that was set runs any more, nor what is set from now on. */
  kill(): void {
    this.#killed = true;
    for (const timer of this.#timers) timer.cancel();
  }

  #keep(timer: Timer): Timer {
    const kept = {
      cancel: () => {
        timer.cancel();
        this.#timers.delete(kept);
      },
    };
    this.#timers.add(kept);
    return kept;
  }
}
