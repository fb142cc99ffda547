import { nowMs } from '../../engine/now.ts';

/** Things that are done at a stretch before answers and timers get a turn. */
const longestStretch = 256;
/** Between two looks whether the run shall end. ms. */
const longestSleepMs = 100;

/** Holds a loop to its times, and lets others have their turn even when it is behind them. */
export class Pacer {
  readonly #signal: AbortSignal;
  #stretch = 0;

  constructor(signal: AbortSignal) {
    this.#signal = signal;
  }

  /** For each thing: before it is due, and now and then for the sake of the others. */
  mustWait(dueMs: number): boolean {
    this.#stretch += 1;
    return this.#stretch > longestStretch || dueMs > nowMs();
  }

  /** False when the run ended before. */
  async wait(dueMs: number): Promise<boolean> {
    this.#stretch = 0;
    do await Bun.sleep(Math.min(longestSleepMs, Math.max(0, dueMs - nowMs())));
    while (nowMs() < dueMs && !this.#signal.aborted);
    return !this.#signal.aborted;
  }
}
