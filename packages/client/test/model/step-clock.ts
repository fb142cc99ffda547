import type { Clock, Timer } from '@eagre/protocol';

interface Pending {
  dueMs: number;
  order: number;
  fn: (() => void) | undefined;
  everyMs: number | undefined;
}

const startMs = 1_767_225_600_000;

/**
 * A fake clock without promises: the core of the client is synchronous, so thousands of simulated
 * minutes run in a second. The test kit's clock lets promises settle between timers, which costs a turn
 * of the event loop each.
 */
export class StepClock implements Clock {
  readonly #heap: Pending[] = [];
  #nowMs = 0;
  #order = 0;
  #live = 0;

  now(): number {
    return startMs + this.#nowMs;
  }

  monotonicMs(): number {
    return this.#nowMs;
  }

  get pendingTimers(): number {
    return this.#live;
  }

  setTimer(ms: number, fn: () => void): Timer {
    return this.#add(ms, fn, undefined);
  }

  every(ms: number, fn: () => void): Timer {
    return this.#add(ms, fn, ms);
  }

  advance(ms: number): void {
    const targetMs = this.#nowMs + ms;
    for (let next = this.#heap[0]; next !== undefined; next = this.#heap[0]) {
      if (next.fn !== undefined && next.dueMs > targetMs) break;
      this.#pop();
      if (next.fn === undefined) continue;
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      const { fn } = next;
      if (next.everyMs === undefined) {
        next.fn = undefined;
        this.#live -= 1;
      } else {
        next.dueMs += next.everyMs;
        this.#push(next);
      }
      fn();
    }
    this.#nowMs = targetMs;
  }

  #add(ms: number, fn: () => void, everyMs: number | undefined): Timer {
    if (!(ms >= 0)) throw new RangeError(`a timer takes 0 ms or more, not ${ms}`);
    this.#order += 1;
    const pending: Pending = { dueMs: this.#nowMs + ms, order: this.#order, fn, everyMs };
    this.#push(pending);
    this.#live += 1;
    return {
      cancel: () => {
        if (pending.fn !== undefined) this.#live -= 1;
        pending.fn = undefined;
      },
    };
  }

  #push(pending: Pending): void {
    const heap = this.#heap;
    let at = heap.push(pending) - 1;
    while (at > 0) {
      const up = (at - 1) >> 1;
      if (!before(pending, heap[up] as Pending)) break;
      heap[at] = heap[up] as Pending;
      at = up;
    }
    heap[at] = pending;
  }

  #pop(): void {
    const heap = this.#heap;
    const last = heap.pop();
    if (last === undefined || heap.length === 0) return;
    let at = 0;
    for (;;) {
      let down = at * 2 + 1;
      if (down >= heap.length) break;
      if (down + 1 < heap.length && before(heap[down + 1] as Pending, heap[down] as Pending)) {
        down += 1;
      }
      if (!before(heap[down] as Pending, last)) break;
      heap[at] = heap[down] as Pending;
      at = down;
    }
    heap[at] = last;
  }
}

function before(a: Pending, b: Pending): boolean {
  return a.dueMs < b.dueMs || (a.dueMs === b.dueMs && a.order < b.order);
}
