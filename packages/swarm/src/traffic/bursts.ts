import type { Random } from '@eagre/protocol';
import type { Shape } from './shape.ts';

export interface BurstsOptions {
  /** Bursts a second, at random times. */
  perSecond: number;
  /**
   * What one brings, in seconds of the mean rate: from the smallest to the largest, the number of those
   * larger than x falling with x². So most are unnoticed, and a few a quarter of an hour are roars.
   */
  smallest: number;
  largest: number;
  /** It has brought 63 % of it in so long. s. */
  decaySeconds: number;
  stepMs: number;
  random: Random;
}

/** Something happens on the screen and many answer at once; then it dies away. The mean factor is 1. */
export class Bursts implements Shape {
  readonly #options: BurstsOptions;
  readonly #quiet: number;
  /** Of a step to the next. */
  readonly #decay: number;
  #level = 0;
  #nextAtMs: number;

  constructor(options: BurstsOptions) {
    this.#options = options;
    const { perSecond, smallest, largest, decaySeconds, stepMs } = options;
    const meanSize = (2 * smallest) / (1 + smallest / largest);
    this.#quiet = 1 - perSecond * meanSize;
    if (this.#quiet < 0) throw new RangeError('the bursts alone are more than the mean rate');
    this.#decay = Math.exp(-stepMs / 1000 / decaySeconds);
    this.#nextAtMs = this.#gapMs();
  }

  at(offsetMs: number): number {
    this.#level *= this.#decay;
    for (; this.#nextAtMs <= offsetMs; this.#nextAtMs += this.#gapMs()) {
      this.#level += (this.#size() * (1 - this.#decay) * 1000) / this.#options.stepMs;
    }
    return this.#quiet + this.#level;
  }

  #gapMs(): number {
    return (-Math.log(1 - this.#options.random.next()) / this.#options.perSecond) * 1000;
  }

  #size(): number {
    const { smallest, largest, random } = this.#options;
    const rest = 1 - (smallest / largest) ** 2;
    return smallest / Math.sqrt(1 - random.next() * rest);
  }
}

export interface SilencesOptions {
  perSecond: number;
  meanSeconds: number;
  random: Random;
}

/** Now and then nothing comes for some seconds: the stream stalls for all. The mean factor is 1. */
export class Silences implements Shape {
  readonly #options: SilencesOptions;
  readonly #loud: number;
  #fromMs: number;
  #toMs: number;

  constructor(options: SilencesOptions) {
    this.#options = options;
    this.#loud = 1 + options.perSecond * options.meanSeconds;
    this.#fromMs = this.#draw(1 / options.perSecond);
    this.#toMs = this.#fromMs + this.#draw(options.meanSeconds);
  }

  at(offsetMs: number): number {
    while (offsetMs >= this.#toMs) {
      this.#fromMs = this.#toMs + this.#draw(1 / this.#options.perSecond);
      this.#toMs = this.#fromMs + this.#draw(this.#options.meanSeconds);
    }
    return offsetMs >= this.#fromMs ? 0 : this.#loud;
  }

  #draw(meanSeconds: number): number {
    return -Math.log(1 - this.#options.random.next()) * meanSeconds * 1000;
  }
}
