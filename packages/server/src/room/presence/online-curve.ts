const leastCapacity = 16;

export interface OnlineCurveOptions {
  /** Between two points. ms. */
  readonly everyMs: number;
  readonly mostPoints: number;
}

/** How many devices were in a room, over time. Twelve bytes a point: there are many rooms. */
export class OnlineCurve {
  readonly #options: OnlineCurveOptions;
  #times = new Float64Array(0);
  #counts = new Uint32Array(0);
  #first = 0;
  #length = 0;
  #notedAtMs = Number.NEGATIVE_INFINITY;

  constructor(options: OnlineCurveOptions) {
    this.#options = options;
  }

  /** Adds a point if it is time for one. `nowMs` is monotonic; `at` is wall clock time, ms. */
  note(nowMs: number, at: number, devices: number): void {
    if (nowMs - this.#notedAtMs < this.#options.everyMs) return;
    this.#notedAtMs = nowMs;
    this.#makeRoom();
    const place = (this.#first + this.#length) % this.#times.length;
    this.#times[place] = at;
    this.#counts[place] = devices;
    this.#length += 1;
  }

  /** Oldest first. */
  points(): { at: number; devices: number }[] {
    return Array.from({ length: this.#length }, (_, i) => {
      const place = (this.#first + i) % this.#times.length;
      return { at: this.#times[place] ?? 0, devices: this.#counts[place] ?? 0 };
    });
  }

  /** Grows until the limit; then the oldest point goes. */
  #makeRoom(): void {
    const { mostPoints } = this.#options;
    const capacity = this.#times.length;
    if (this.#length < capacity) return;
    if (capacity >= mostPoints) {
      this.#first = (this.#first + 1) % capacity;
      this.#length -= 1;
      return;
    }
    const larger = Math.min(mostPoints, Math.max(leastCapacity, capacity * 2));
    const times = new Float64Array(larger);
    const counts = new Uint32Array(larger);
    times.set(this.#times);
    counts.set(this.#counts);
    this.#times = times;
    this.#counts = counts;
  }
}
