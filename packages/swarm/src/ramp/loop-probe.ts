/** ms. */
const everyMs = 10;

/** How late this process's own timers are, told every few ms while it is on. */
export class LoopProbe {
  readonly #onLate: (ms: number) => void;
  #timer: Timer | undefined;
  #lastMs = 0;

  constructor(onLate: (ms: number) => void) {
    this.#onLate = onLate;
  }

  start(): void {
    this.#lastMs = performance.now();
    this.#timer = setInterval(() => this.#look(), everyMs);
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    const now = performance.now();
    this.#onLate(Math.max(0, now - this.#lastMs - everyMs));
    this.#lastMs = now;
  }
}
