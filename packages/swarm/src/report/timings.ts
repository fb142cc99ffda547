import { encodeIntoCompressedBase64, type Histogram } from 'hdr-histogram-js';
import { decoded, type MeterSample, newHistogram, type TimerName } from '../engine/meter.ts';
import type { Percentiles } from './run-report.ts';

export type EncodedTimers = MeterSample['timers'];

/** Times by timer, added up from any number of processes and spells. */
export class Timings {
  readonly #histograms = new Map<TimerName, Histogram>();

  add(encoded: EncodedTimers): void {
    for (const [name, text] of Object.entries(encoded))
      this.addOne(name as TimerName, decoded(text));
  }

  addOne(name: TimerName, times: Histogram): void {
    this.#histograms.getOrInsertComputed(name, newHistogram).add(times);
  }

  percentiles(): Partial<Record<TimerName, Percentiles>> {
    return Object.fromEntries(this.#used().map(([name, times]) => [name, percentilesOf(times)]));
  }

  encoded(): EncodedTimers {
    return Object.fromEntries(
      this.#used().map(([name, times]) => [name, encodeIntoCompressedBase64(times)]),
    );
  }

  reset(): void {
    for (const [, times] of this.#used()) times.reset();
  }

  #used(): [TimerName, Histogram][] {
    return [...this.#histograms].filter(([, times]) => times.totalCount > 0);
  }
}

/** Of a histogram of microseconds. */
function percentilesOf(times: Histogram): Percentiles {
  const at = (percentile: number) => times.getValueAtPercentile(percentile) / 1000;
  return {
    count: times.totalCount,
    p50: at(50),
    p90: at(90),
    p99: at(99),
    p999: at(99.9),
    max: at(100),
  };
}
