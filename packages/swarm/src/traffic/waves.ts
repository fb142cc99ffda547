import type { Random } from '@eagre/protocol';
import { gaussian } from './gaussian.ts';
import type { Shape } from './shape.ts';

export interface Wave {
  /** How long a mood lasts: what is left of it after so long is 37 %. */
  seconds: number;
  /** Of the logarithm of the factor. */
  deviation: number;
}

/**
 * Talk that flares up and dies away on several time scales at once: the logarithm of the rate is a sum
 * of random walks, each drawn back to 0 (Ornstein and Uhlenbeck). The mean factor is 1.
 */
export class Waves implements Shape {
  readonly #random: Random;
  readonly #keeps: Float64Array;
  readonly #moves: Float64Array;
  readonly #heights: Float64Array;
  readonly #mean: number;

  constructor(waves: readonly Wave[], stepMs: number, random: Random) {
    this.#random = random;
    this.#keeps = Float64Array.from(waves, ({ seconds }) => Math.exp(-stepMs / 1000 / seconds));
    this.#moves = Float64Array.from(
      waves,
      ({ deviation }, i) => deviation * Math.sqrt(1 - (this.#keeps[i] as number) ** 2),
    );
    this.#heights = Float64Array.from(waves, ({ deviation }) => deviation * gaussian(random));
    this.#mean = waves.reduce((sum, { deviation }) => sum + deviation ** 2 / 2, 0);
  }

  at(): number {
    let sum = -this.#mean;
    for (let i = 0; i < this.#heights.length; i += 1) {
      const kept = (this.#heights[i] as number) * (this.#keeps[i] as number);
      const height = kept + (this.#moves[i] as number) * gaussian(this.#random);
      this.#heights[i] = height;
      sum += height;
    }
    return Math.exp(sum);
  }
}

const hourMs = 3_600_000;

/** A day by its hours, again and again: 24 factors, mean 1, straight lines between the middles of hours. */
export class Days implements Shape {
  readonly #hours: readonly number[];

  constructor(hours: readonly number[]) {
    if (hours.length !== 24) throw new RangeError(`a day has 24 hours, not ${hours.length}`);
    const mean = hours.reduce((sum, hour) => sum + hour, 0) / 24;
    this.#hours = hours.map((hour) => hour / mean);
  }

  at(offsetMs: number): number {
    const place = offsetMs / hourMs + 23.5;
    const share = place % 1;
    const before = this.#hours[Math.floor(place) % 24] as number;
    const after = this.#hours[Math.floor(place + 1) % 24] as number;
    return before * (1 - share) + after * share;
  }
}
