import { nowMs } from './now.ts';

/** Time between two looks at what is due. ms. */
const lookEveryMs = 1;

/**
 * Calls `send` on a schedule that waits for nobody, as people do, until `stop`. `dueMs` is the time
 * at which it should have been, so that one held up by a stall counts with all of its waiting.
 */
export class Schedule {
  readonly #send: (dueMs: number) => void;
  #perSecond = 0;
  #startMs = 0;
  #done = 0;
  #timer: Timer | undefined;

  constructor(send: (dueMs: number) => void) {
    this.#send = send;
  }

  /** From now on at this rate; what was due at the rate before is not made up for. */
  run(perSecond: number): void {
    this.stop();
    this.#perSecond = perSecond;
    this.#startMs = nowMs();
    this.#done = 0;
    this.#timer = setInterval(() => this.#look(), lookEveryMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const elapsedMs = nowMs() - this.#startMs;
    const due = Math.floor((elapsedMs / 1000) * this.#perSecond);
    for (; this.#done < due; this.#done += 1) {
      this.#send(this.#startMs + ((this.#done + 1) / this.#perSecond) * 1000);
    }
  }
}
