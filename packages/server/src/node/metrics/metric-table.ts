import type { Metrics, Read, Sample } from '../../observability/metrics.ts';

/** Name, meaning, where it is read; the label's name where there is one. */
export type MetricRow = [name: string, help: string, read: Read, label?: string];

/** Names that end in `_total` only grow; all others are what is now. */
export function addMetrics(metrics: Metrics, rows: readonly MetricRow[]): void {
  for (const [name, help, read, label] of rows) {
    const description = { name, help, labels: label === undefined ? [] : [label] };
    if (name.endsWith('_total')) metrics.counter(description, read);
    else metrics.gauge(description, read);
  }
}

/** One line for each name of a table of counts. */
export function byLabel(label: string, counts: Readonly<Record<string, number>>): Sample[] {
  return Object.entries(counts).map(([name, value]) => ({ labels: { [label]: name }, value }));
}
