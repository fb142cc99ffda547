import type { Clock, Timer } from '@eagre/protocol';
import { type Due, DueQueue } from './due-queue.ts';

/** Wall clock at the beginning. */
const beginning = 1_767_225_600_000;

/**
 * Simulated time for many threads at once, as nodes on machines of their own have it: what runs on a
 * thread may `spend` some of that thread's time, what is due there meanwhile comes late, and the
 * others don't notice. Everything runs in order of time, and on a thread in order of what was due.
 */
export class Threads {
  readonly #due = new DueQueue();
  #nowMs = 0;
  #order = 0;

  get nowMs(): number {
    return this.#nowMs;
  }

  start(): Thread {
    return new Thread(this);
  }

  /** For `Thread`. */
  add(thread: Thread, atMs: number, fn: () => void): Due {
    this.#order += 1;
    const due = { thread, atMs: Math.max(atMs, this.#nowMs), order: this.#order, fn };
    this.#due.add(due);
    return due;
  }

  /** Runs what is due until then; the promises of a thread settle before anything else runs. */
  async runTo(endMs: number): Promise<void> {
    await settled();
    for (let due = this.#due.first; due !== undefined && due.atMs <= endMs; due = this.#due.first) {
      this.#due.take();
      if (due.fn === undefined) continue;
      const { thread } = due;
      if (thread.freeAtMs > due.atMs) {
        due.atMs = thread.freeAtMs;
        this.#due.add(due);
        continue;
      }
      this.#nowMs = due.atMs;
      thread.begin(due.atMs);
      due.fn();
      await settled();
    }
    this.#nowMs = Math.max(this.#nowMs, endMs);
  }
}

/** The clock of one node, and the time that its one thread has. */
export class Thread implements Clock {
  readonly #threads: Threads;
  #freeAtMs = 0;
  /** Time spent so far. */
  busyMs = 0;

  constructor(threads: Threads) {
    this.#threads = threads;
  }

  /** Until then it is at work. */
  get freeAtMs(): number {
    return this.#freeAtMs;
  }

  now(): number {
    return beginning + Math.floor(this.monotonicMs());
  }

  monotonicMs(): number {
    return Math.max(this.#freeAtMs, this.#threads.nowMs);
  }

  spend(ms: number): void {
    this.#freeAtMs = this.monotonicMs() + ms;
    this.busyMs += ms;
  }

  /** At a time that all threads share, or as soon after as this one is free. */
  at(atMs: number, fn: () => void): Timer {
    const due = this.#threads.add(this, atMs, fn);
    return {
      cancel: () => {
        due.fn = undefined;
      },
    };
  }

  setTimer(ms: number, fn: () => void): Timer {
    return this.at(this.monotonicMs() + ms, fn);
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

  /** For `Threads`. */
  begin(atMs: number): void {
    this.#freeAtMs = atMs;
  }
}

function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
