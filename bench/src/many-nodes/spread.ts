const stepMs = 5;
const steps = 4000;

/** How times up to 20 s are spread, to within 5 ms. Of several nodes it can be added up. */
export class Spread {
  readonly #counts = new Float64Array(steps);

  note(ms: number): void {
    const step = Math.min(steps - 1, Math.max(0, Math.floor(ms / stepMs)));
    this.#counts[step] = (this.#counts[step] ?? 0) + 1;
  }

  add(other: Spread): void {
    for (let step = 0; step < steps; step += 1) {
      this.#counts[step] = (this.#counts[step] ?? 0) + (other.#counts[step] ?? 0);
    }
  }

  /** So much of all is not above this, ms; 0 when there is none. */
  quantile(share: number): number {
    const wanted = this.#counts.reduce((sum, count) => sum + count, 0) * share;
    let sum = 0;
    for (let step = 0; step < steps && wanted > 0; step += 1) {
      sum += this.#counts[step] ?? 0;
      if (sum >= wanted) return (step + 1) * stepMs;
    }
    return 0;
  }

  clear(): void {
    this.#counts.fill(0);
  }
}
