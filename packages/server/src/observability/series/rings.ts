/**
 * Values of several series for the newest steps of time, in memory that is taken once. Steps have
 * numbers; where nothing is known of a step its values are NaN.
 */
export class Rings {
  /** Steps that are kept. */
  readonly size: number;
  readonly #values: Float32Array;
  #first = 0;
  #last = -1;

  constructor(series: number, size: number) {
    this.size = size;
    this.#values = new Float32Array(series * size);
  }

  get isEmpty(): boolean {
    return this.#last < this.#first;
  }

  /** The newest step; means nothing while there is none. */
  get last(): number {
    return this.#last;
  }

  /** The oldest step that is kept. */
  get first(): number {
    return Math.max(this.#first, this.#last - this.size + 1);
  }

  /** Goes on to a later step; nothing is known of it yet, nor of those that were left out. */
  open(step: number): void {
    if (this.isEmpty) this.#first = step;
    const from = this.isEmpty ? step : this.#last + 1;
    this.#last = step;
    for (let blank = Math.max(from, this.first); blank <= step; blank += 1) this.#blank(blank);
  }

  /** Says what holds in the newest step. */
  set(series: number, value: number): void {
    this.#values[this.#place(series, this.#last)] = value;
  }

  /** Of a step that is kept. */
  get(series: number, step: number): number {
    return this.#values[this.#place(series, step)] ?? Number.NaN;
  }

  /** Forgets all. */
  clear(): void {
    this.#first = 0;
    this.#last = -1;
  }

  #blank(step: number): void {
    for (let at = step % this.size; at < this.#values.length; at += this.size) {
      this.#values[at] = Number.NaN;
    }
  }

  #place(series: number, step: number): number {
    return series * this.size + (step % this.size);
  }
}
