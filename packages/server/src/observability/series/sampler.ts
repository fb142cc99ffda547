import type { Clock, Timer } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import type { Figure } from './figure.ts';
import { Minutes } from './minutes.ts';
import { type Points, type PointsQuery, pointsOf } from './points.ts';
import { Rings } from './rings.ts';

const secondMs = 1000;
/** Timers of the runtime come so much early. ms. */
const earlyMs = 50;
/** A rate over less time says nothing. ms. */
const shortestMs = 250;
/** The wall clock was set back by more than this: what was known stands at times to come. s. */
const backSeconds = 60;

export interface SamplerOptions {
  readonly clock: Clock;
  readonly limits: Pick<Limits, 'seriesSeconds' | 'seriesMinutes' | 'seriesPoints'>;
  readonly figures: readonly Figure[];
  /** Called before the figures are read: what several of them share is looked up once. */
  readonly refresh: () => void;
}

/**
 * Looks at figures once a second, at whole seconds of the wall clock, so that the series of all nodes
 * have the same times. The point of a second is made at its end. A second that the event loop was too
 * busy for has no point; a rate is what was counted since the last point, by the time since then.
 */
export class Sampler {
  readonly #options: SamplerOptions;
  readonly #seconds: Rings;
  readonly #minuteRings: Rings;
  readonly #minutes: Minutes;
  /** What each figure was when it was read last. */
  readonly #before: Float64Array;
  #sampledMs: number;
  #timer: Timer;

  constructor(options: SamplerOptions) {
    const { clock, figures, limits } = options;
    this.#options = options;
    this.#seconds = new Rings(figures.length, limits.seriesSeconds);
    this.#minuteRings = new Rings(figures.length, limits.seriesMinutes);
    this.#minutes = new Minutes(figures, this.#minuteRings);
    this.#before = new Float64Array(figures.length);
    options.refresh();
    figures.forEach(({ read }, series) => {
      this.#before[series] = read();
    });
    this.#sampledMs = clock.monotonicMs();
    this.#timer = this.#arm();
  }

  /** Points of each figure, oldest first. */
  read(query: PointsQuery): Points {
    const rings = query.stepMs === secondMs ? this.#seconds : this.#minuteRings;
    const { figures, limits, clock } = this.#options;
    return pointsOf(rings, figures, query, { most: limits.seriesPoints, now: clock.now() });
  }

  close(): void {
    this.#timer.cancel();
  }

  #arm(): Timer {
    const { clock } = this.#options;
    return clock.setTimer(secondMs - (clock.now() % secondMs), () => {
      this.#timer = this.#arm();
      this.#tick();
    });
  }

  #tick(): void {
    const { clock } = this.#options;
    const nowMs = clock.monotonicMs();
    const step = Math.floor((clock.now() + earlyMs) / secondMs) - 1;
    if (nowMs - this.#sampledMs < shortestMs || !this.#isNext(step)) return;
    this.#sample(step, (nowMs - this.#sampledMs) / 1000);
    this.#sampledMs = nowMs;
  }

  #isNext(step: number): boolean {
    const { isEmpty, last } = this.#seconds;
    if (isEmpty || step > last) return true;
    if (last - step <= backSeconds) return false;
    this.#seconds.clear();
    this.#minuteRings.clear();
    this.#minutes.clear();
    return true;
  }

  #sample(step: number, elapsedSeconds: number): void {
    this.#options.refresh();
    this.#seconds.open(step);
    this.#options.figures.forEach(({ kind, read }, series) => {
      const value = read();
      const counted = value - (this.#before[series] ?? 0);
      this.#before[series] = value;
      this.#seconds.set(series, kind === 'gauge' ? value : counted / elapsedSeconds);
    });
    this.#minutes.add(this.#seconds);
  }
}
