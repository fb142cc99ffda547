import type { Figure } from './figure.ts';
import type { Rings } from './rings.ts';

/** Seconds that make one step of the coarse series. */
const secondsPerMinute = 60;

/**
 * Sums seconds up to minutes. A minute is told once it is over, so that nobody reads half of one; it
 * is made of the seconds that are known, and unknown when none of them is.
 */
export class Minutes {
  readonly #figures: readonly Figure[];
  readonly #rings: Rings;
  /** Of the seconds so far: sums, or the worst. */
  readonly #values: Float64Array;
  readonly #counts: Uint8Array;
  #minute = Number.NaN;

  constructor(figures: readonly Figure[], rings: Rings) {
    this.#figures = figures;
    this.#rings = rings;
    this.#values = new Float64Array(figures.length);
    this.#counts = new Uint8Array(figures.length);
  }

  /** The newest second of these rings is known. */
  add(seconds: Rings): void {
    const { last } = seconds;
    const minute = Math.floor(last / secondsPerMinute);
    if (minute !== this.#minute) this.#begin(minute);
    this.#figures.forEach((figure, series) => {
      this.#addTo(figure, series, seconds.get(series, last));
    });
    if (last % secondsPerMinute === secondsPerMinute - 1) this.#end();
  }

  /** Forgets what it has summed up. */
  clear(): void {
    this.#minute = Number.NaN;
  }

  #addTo({ minute }: Figure, series: number, value: number): void {
    if (Number.isNaN(value)) return;
    const known = this.#counts[series] ?? 0;
    const before = this.#values[series] ?? 0;
    if (minute === 'mean') this.#values[series] = before + value;
    else this.#values[series] = known === 0 ? value : Math.max(before, value);
    this.#counts[series] = known + 1;
  }

  /** Ends the minute before, if its last second was missed. */
  #begin(minute: number): void {
    if (!Number.isNaN(this.#minute)) this.#end();
    this.#minute = minute;
    this.#values.fill(0);
    this.#counts.fill(0);
  }

  #end(): void {
    this.#rings.open(this.#minute);
    this.#figures.forEach(({ minute }, series) => {
      const count = this.#counts[series] ?? 0;
      const value = this.#values[series] ?? 0;
      this.#rings.set(series, count === 0 ? Number.NaN : value / (minute === 'mean' ? count : 1));
    });
    this.#minute = Number.NaN;
  }
}
