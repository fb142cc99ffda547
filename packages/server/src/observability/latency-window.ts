import { type Latencies, latencyBound, latencyBucketCount } from './latencies.ts';

/** Percentiles of what was observed between two looks. */
export class LatencyWindow {
  readonly #latencies: Latencies;
  /** The counts as they were at the last look. */
  readonly #before = new Float64Array(latencyBucketCount);
  #countBefore = 0;
  /** Of the last window, ms; NaN when nothing was observed in it. */
  p50Ms = Number.NaN;
  p99Ms = Number.NaN;

  constructor(latencies: Latencies) {
    this.#latencies = latencies;
    this.look();
  }

  /** Ends the window, and begins the next. */
  look(): void {
    const { counts, count } = this.#latencies;
    const fresh = count - this.#countBefore;
    this.p50Ms = this.#percentile(fresh, 0.5);
    this.p99Ms = this.#percentile(fresh, 0.99);
    if (fresh > 0) this.#before.set(counts);
    this.#countBefore = count;
  }

  #percentile(fresh: number, share: number): number {
    if (fresh === 0) return Number.NaN;
    const { counts } = this.#latencies;
    let left = Math.ceil(fresh * share);
    for (let bucket = 0; bucket < latencyBucketCount; bucket += 1) {
      left -= (counts[bucket] ?? 0) - (this.#before[bucket] ?? 0);
      if (left <= 0) return latencyBound(bucket);
    }
    return Number.NaN;
  }
}
