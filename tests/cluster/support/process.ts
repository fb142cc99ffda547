import type { Clock, Timer } from '@eagre/protocol';

/**
 * One process of the cluster, as far as the world can do something to it: it runs, stands still, or is
 * gone. Whatever reaches it (timers, messages, answers) comes through here: while it stands still all of
 * it waits, and then comes at once; when it is gone nothing comes any more.
 */
export class Process implements Clock {
  readonly #base: Clock;
  readonly #timers = new Set<Timer>();
  readonly #waiting: (() => void)[] = [];
  #state: 'running' | 'paused' | 'gone' = 'running';

  constructor(base: Clock) {
    this.#base = base;
  }

  get isRunning(): boolean {
    return this.#state === 'running';
  }

  get isGone(): boolean {
    return this.#state === 'gone';
  }

  /** Timers set and not yet run or cancelled. */
  get pending(): number {
    return this.#timers.size;
  }

  now(): number {
    return this.#base.now();
  }

  monotonicMs(): number {
    return this.#base.monotonicMs();
  }

  setTimer(ms: number, fn: () => void): Timer {
    if (this.isGone) return { cancel: () => {} };
    let isCancelled = false;
    const kept = {
      cancel: () => {
        isCancelled = true;
        timer.cancel();
        this.#timers.delete(kept);
      },
    };
    const timer = this.#base.setTimer(ms, () => {
      this.reach(() => {
        this.#timers.delete(kept);
        if (!isCancelled) fn();
      });
    });
    this.#timers.add(kept);
    return kept;
  }

  /** Of the turns that a pause swallows one is made up for, as the runtime does. */
  every(ms: number, fn: () => void): Timer {
    if (this.isGone) return { cancel: () => {} };
    let isCancelled = false;
    let isWaiting = false;
    const timer = this.#base.every(ms, () => {
      if (isWaiting) return;
      isWaiting = true;
      this.reach(() => {
        isWaiting = false;
        if (!isCancelled) fn();
      });
    });
    const kept = {
      cancel: () => {
        isCancelled = true;
        timer.cancel();
        this.#timers.delete(kept);
      },
    };
    this.#timers.add(kept);
    return kept;
  }

  /** Something comes from outside. */
  reach(fn: () => void): void {
    if (this.#state === 'paused') this.#waiting.push(fn);
    else if (this.#state === 'running') fn();
  }

  pause(): void {
    if (this.#state === 'running') this.#state = 'paused';
  }

  resume(): void {
    if (this.#state !== 'paused') return;
    this.#state = 'running';
    for (const fn of this.#waiting.splice(0)) this.#base.setTimer(0, () => this.reach(fn));
  }

  /** From one moment to the next, without a word. */
  kill(): void {
    this.#state = 'gone';
    for (const timer of [...this.#timers]) timer.cancel();
    this.#timers.clear();
    this.#waiting.length = 0;
  }
}
