import type { Metrics, Read, Sample } from '../../observability/metrics.ts';

/** Name, meaning, where it is read; the names of its labels where there are some. */
export type MetricRow = [name: string, help: string, read: Read, ...labels: string[]];

/** Names that end in `_total` only grow; all others are what is now. */
export function addMetrics(metrics: Metrics, rows: readonly MetricRow[]): void {
  for (const [name, help, read, ...labels] of rows) {
    const description = { name, help, labels };
    if (name.endsWith('_total')) metrics.counter(description, read);
    else metrics.gauge(description, read);
  }
}

/** One line for each name of a table of counts. */
export function byLabel(label: string, counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
}

/** The same reading for all rows that are read in one go: some sum up thousands of rooms. */
export function onceATurn<Reading>(read: () => Reading): () => Reading {
  let reading: { value: Reading } | undefined;
  return () => {
    if (reading === undefined) {
      reading = { value: read() };
      queueMicrotask(() => {
        reading = undefined;
      });
    }
    return reading.value;
  };
}
