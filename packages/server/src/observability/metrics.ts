import { Counter, Gauge, Registry } from 'prom-client';
import type { Latencies } from './latencies.ts';
import { LatencyHistogram } from './latency-histogram.ts';

/** One line of a metric: its labels and its value now. */
export interface Sample {
  labels?: Record<string, string>;
  value: number;
}

export interface MetricDescription {
  /**
   * Without the prefix `eagre_`, which all get but the customary `process_…`. Counters end in
   * `_total`, others in their unit.
   */
  name: string;
  help: string;
  labels?: readonly string[];
}

/** One number, or a line for each set of labels. */
export type Read = () => number | Iterable<Sample>;

/**
 * A node's metrics. Counters and gauges are read when somebody asks for `/metrics`, from plain
 * numbers that the stations keep anyway: a delivered frame pays for an addition and nothing more.
 * The naive way, `inc(labels)` on each event, hashes the labels each time and costs more than the
 * send itself. Only latencies need a call for each event, to `Latencies`.
 */
export class Metrics {
  readonly #registry = new Registry();
  readonly contentType: string = this.#registry.contentType;

  /** A number that only grows, as the owner counts it since the start. */
  counter(description: MetricDescription, read: Read): void {
    new Counter({
      ...this.#optionsOf(description),
      collect() {
        this.reset();
        for (const { labels, value } of samplesOf(read())) this.inc(labels ?? {}, value);
      },
    });
  }

  gauge(description: MetricDescription, read: Read): void {
    new Gauge({
      ...this.#optionsOf(description),
      collect() {
        this.reset();
        for (const { labels, value } of samplesOf(read())) this.set(labels ?? {}, value);
      },
    });
  }

  /** In seconds; without labels. `buckets` are upper bounds, of two digits. */
  histogram(
    description: Omit<MetricDescription, 'labels'>,
    latencies: Latencies,
    buckets: readonly number[],
  ): void {
    new LatencyHistogram(this.#optionsOf(description), latencies, buckets);
  }

  /** The Prometheus text format. */
  text(): Promise<string> {
    return this.#registry.metrics();
  }

  #optionsOf({ name, help, labels }: MetricDescription) {
    return {
      name: name.startsWith('process_') ? name : `eagre_${name}`,
      help,
      labelNames: [...(labels ?? [])],
      registers: [this.#registry],
    };
  }
}

function samplesOf(read: number | Iterable<Sample>): Iterable<Sample> {
  return typeof read === 'number' ? [{ value: read }] : read;
}

/** Upper bounds for latencies in seconds: fine below the promised 500 ms, coarse above it. */
export const latencyBuckets = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.35, 0.5, 1, 2, 5,
] as const;
