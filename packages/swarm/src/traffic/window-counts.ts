/**
 * How many messages fall into windows of equal length, one after another: their variance, peak, and how
 * alike neighbours are. The last window, which may not be full, is left out.
 */
export class WindowCounts {
  readonly #windowMs: number;
  #window = -1;
  #count = 0;
  #before = 0;
  /** Full windows so far, from the first with a message on. */
  windows = 0;
  #most = 0;
  #sum = 0;
  #squares = 0;
  #products = 0;
  #first = 0;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  add(offsetMs: number): void {
    const window = Math.floor(offsetMs / this.#windowMs);
    if (this.#window < 0) this.#window = window;
    for (; this.#window < window && this.#count + this.#before > 0; this.#window += 1) this.#full();
    this.windows += window - this.#window;
    this.#window = window;
    this.#count += 1;
  }

  get most(): number {
    return Math.max(this.#most, this.#count);
  }

  /** Index of dispersion: variance / mean. 1 when everybody comes by himself, more when in bursts. */
  get dispersion(): number {
    const mean = this.#sum / this.windows;
    return (this.#squares / this.windows - mean * mean) / mean;
  }

  /** Of the counts of two neighbouring windows, -1 to 1. */
  get correlation(): number {
    const mean = this.#sum / this.windows;
    const variance = this.#squares - this.windows * mean * mean;
    const pairs = this.windows - 1;
    const covariance =
      this.#products - mean * (2 * this.#sum - this.#first - this.#before) + pairs * mean * mean;
    return covariance / variance;
  }

  #full(): void {
    const count = this.#count;
    if (this.windows === 0) this.#first = count;
    else this.#products += count * this.#before;
    this.windows += 1;
    this.#most = Math.max(this.#most, count);
    this.#sum += count;
    this.#squares += count * count;
    this.#before = count;
    this.#count = 0;
  }
}
