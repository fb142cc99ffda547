/** One line of the Prometheus text format. */
export interface MetricLine {
  name: string;
  labels: Readonly<Record<string, string>>;
  /** Name and labels as they stand: the same thing at the next reading has the same one. */
  series: string;
  value: number;
}

const linePattern = /^(([a-zA-Z_:][\w:]*)(?:\{(.*)\})?) (\S+)$/;
const labelPattern = /([a-zA-Z_]\w*)="((?:[^"\\]|\\.)*)"/g;

/** Reads the Prometheus text format; comments are left out. */
export function metricLines(text: string): MetricLine[] {
  const lines: MetricLine[] = [];
  for (const line of text.split('\n')) {
    const [, series, name, inner = '', value] = linePattern.exec(line) ?? [];
    if (series === undefined || name === undefined) continue;
    lines.push({ name, labels: labelsOf(inner), series, value: Number(value) });
  }
  return lines;
}

function labelsOf(inner: string): Record<string, string> {
  const found = inner.matchAll(labelPattern);
  return Object.fromEntries([...found].map(([, name = '', value = '']) => [name, value]));
}

/** The same, as the sum over all labels by name. */
export function parseMetrics(text: string): Map<string, number> {
  const sums = new Map<string, number>();
  for (const { name, value } of metricLines(text)) sums.set(name, (sums.get(name) ?? 0) + value);
  return sums;
}
