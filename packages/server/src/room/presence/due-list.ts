import type { Clock, Timer } from '@eagre/protocol';
import { Fifo } from '../../fifo.ts';

export interface DueListOptions<T> {
  readonly clock: Clock;
  /** Every item waits this long. ms. */
  readonly delayMs: number;
  /** Items handed out in one turn of the event loop. */
  readonly slice: number;
  readonly due: (item: T) => void;
  /** Told of what `due` threw. */
  readonly report: (error: unknown) => void;
}

/**
 * Items that wait equally long, with one timer for all of them: a hundred thousand connections may
 * be lost at once. When so many are due together, the event loop gets a turn after each slice.
 */
export class DueList<T> {
  readonly #options: DueListOptions<T>;
  readonly #waiting = new Fifo<{ readonly item: T; readonly dueMs: number }>();
  #timer: Timer | undefined;

  constructor(options: DueListOptions<T>) {
    this.#options = options;
  }

  get size(): number {
    return this.#waiting.length;
  }

  add(item: T): void {
    const { clock, delayMs } = this.#options;
    this.#waiting.push({ item, dueMs: clock.monotonicMs() + delayMs });
    this.#timer ??= clock.setTimer(delayMs, () => this.#run());
  }

  close(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#waiting.clear();
  }

  #run(): void {
    const { clock, slice, due, report } = this.#options;
    const nowMs = clock.monotonicMs();
    for (let left = slice; left > 0; left -= 1) {
      const next = this.#waiting.peek();
      if (next === undefined || next.dueMs > nowMs) break;
      this.#waiting.shift();
      try {
        due(next.item);
      } catch (error) {
        report(error);
      }
    }
    const next = this.#waiting.peek();
    this.#timer = next && clock.setTimer(Math.max(0, next.dueMs - nowMs), () => this.#run());
  }
}
