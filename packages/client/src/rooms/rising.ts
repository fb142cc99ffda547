import type { Clock } from '@eagre/protocol/clock';

/**
 * Numbers that are greater each time, also after the application was started again: they begin with
 * the device's own time, and need nothing that is stored.
 */
export class Rising {
  readonly #clock: Clock;
  #last = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  next(): number {
    this.#last = Math.max(this.#last + 1, Math.floor(this.#clock.now()));
    return this.#last;
  }
}
