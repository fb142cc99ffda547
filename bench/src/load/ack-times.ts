import { nowMs } from '@eagre/swarm/engine/now';
import { build } from 'hdr-histogram-js';

/** How long messages took that were due from some instant on: due → acknowledged. */
export class AckTimes {
  readonly #fromMs: number;
  /** In µs, up to two minutes. */
  readonly #times = build({
    bitBucketSize: 32,
    highestTrackableValue: 120_000_000,
    numberOfSignificantValueDigits: 3,
  });

  constructor(fromMs: number) {
    this.#fromMs = fromMs;
  }

  add(dueMs: number): void {
    if (dueMs < this.#fromMs) return;
    this.#times.recordValue(Math.max(1, Math.round((nowMs() - dueMs) * 1000)));
  }

  ms(percentile: number): number {
    return this.#times.getValueAtPercentile(percentile) / 1000;
  }
}
