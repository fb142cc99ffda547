import type { Listener } from './audience-receiver.ts';
import type { CatchUps } from './catch-ups.ts';
import type { Debts } from './debts.ts';
import type { Task } from './lane-scheduler.ts';

/** One try for all who are owed something, when no flush comes along to carry it. */
export class RetryRound implements Task {
  readonly lane = 'high';
  readonly #debts: Debts;
  readonly #catchUps: CatchUps;
  readonly #listeners: Iterator<Listener>;
  readonly #landed: () => void;
  #isDone = false;

  constructor(debts: Debts, catchUps: CatchUps, landed: () => void) {
    this.#debts = debts;
    this.#catchUps = catchUps;
    this.#listeners = debts.listeners();
    this.#landed = landed;
  }

  get inFlush(): boolean {
    return !this.#isDone;
  }

  run(most: number, nowMs: number): number {
    for (let served = 0; served < most; served += 1) {
      const next = this.#listeners.next();
      if (next.done === true) {
        this.#isDone = true;
        return served;
      }
      this.#debts.pay(next.value, this.#catchUps, nowMs);
    }
    return most;
  }

  finished(): void {
    this.#landed();
  }
}
