import type { Clock } from '@eagre/protocol';

/** The grain of the wall clock. ms. */
const grainMs = 1;

/**
 * Turns monotonic times into wall time, with fractions. The wall clock is read in whole milliseconds, so
 * what is read lies up to one before the truth: the latest of many readings is the best, and the same
 * moment has the same time in each answer. When the wall clock was set, the newest reading counts.
 */
export class WallTime {
  readonly #clock: Pick<Clock, 'now' | 'monotonicMs'>;
  #startedAt: number;

  constructor(clock: Pick<Clock, 'now' | 'monotonicMs'>) {
    this.#clock = clock;
    this.#startedAt = clock.now() - clock.monotonicMs();
  }

  /** What the monotonic clock's zero was by the wall clock, milliseconds since 1970. */
  startedAt(): number {
    const read = this.#clock.now() - this.#clock.monotonicMs();
    const isSet = read < this.#startedAt - grainMs;
    if (read > this.#startedAt || isSet) this.#startedAt = read;
    return this.#startedAt;
  }
}
