import type { Clock, Timer } from '@eagre/protocol';

interface Due {
  readonly atMs: number;
  readonly order: number;
  readonly fn: () => void;
}

/**
 * Time that work takes: what runs may `spend` some, and all that is due meanwhile comes late, as on
 * one thread. A repeating timer that is late does not catch up.
 */
export class CostlyClock implements Clock {
  #nowMs = 0;
  #order = 0;
  readonly #pending = new Set<Due>();

  now(): number {
    return 1_767_225_600_000 + Math.floor(this.#nowMs);
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  spend(ms: number): void {
    this.#nowMs += ms;
  }

  setTimer(ms: number, fn: () => void): Timer {
    this.#order += 1;
    const due = { atMs: this.#nowMs + ms, order: this.#order, fn };
    this.#pending.add(due);
    return { cancel: () => this.#pending.delete(due) };
  }

  every(ms: number, fn: () => void): Timer {
    let timer: Timer;
    const again = () => {
      timer = this.setTimer(ms, again);
      fn();
    };
    timer = this.setTimer(ms, again);
    return { cancel: () => timer.cancel() };
  }

  /** Runs what is due until then; promises settle between two timers. */
  async runTo(endMs: number): Promise<void> {
    await settled();
    for (let next = this.#next(); next !== undefined && next.atMs <= endMs; next = this.#next()) {
      this.#pending.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.fn();
      await settled();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }

  #next(): Due | undefined {
    let next: Due | undefined;
    for (const due of this.#pending) {
      if (next === undefined || isBefore(due, next)) next = due;
    }
    return next;
  }
}

function isBefore(a: Due, b: Due): boolean {
  return a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
