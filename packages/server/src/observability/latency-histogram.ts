import { Histogram, type HistogramConfiguration } from 'prom-client';
import type { Latencies } from './latencies.ts';

/** A histogram that is read from `Latencies` when somebody asks for `/metrics`. */
export class LatencyHistogram extends Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #latencies: Latencies;
  readonly #buckets: readonly number[];

  /** `buckets`: upper bounds in seconds. */
  constructor(
    options: Omit<HistogramConfiguration<string>, 'buckets'>,
    latencies: Latencies,
    buckets: readonly number[],
  ) {
    super({ ...options, buckets: [...buckets] });
    this.#name = options.name;
    this.#help = options.help;
    this.#latencies = latencies;
    this.#buckets = buckets;
  }

  /** Where the library takes the values from, whatever it makes of them; its types do not tell. */
  async getForPromString() {
    return {
      name: this.#name,
      help: this.#help,
      type: 'histogram',
      aggregator: 'sum',
      values: this.#values(),
    };
  }

  #values() {
    const { count, sumMs } = this.#latencies;
    const bucket = (le: number | string, value: number) => ({
      labels: { le },
      value,
      metricName: `${this.#name}_bucket`,
    });
    return [
      ...this.#buckets.map((le) => bucket(le, this.#latencies.upTo(le * 1000))),
      bucket('+Inf', count),
      { labels: {}, value: sumMs / 1000, metricName: `${this.#name}_sum` },
      { labels: {}, value: count, metricName: `${this.#name}_count` },
    ];
  }
}
