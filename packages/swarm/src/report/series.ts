import type { CounterName } from '../engine/meter.ts';
import type { Series, Tone } from './plot.ts';
import type { Sample, ServerSample } from './run-report.ts';

/** A line over the samples; undefined values are gaps. */
export function line(
  label: string,
  tone: Tone,
  samples: readonly Sample[],
  read: (sample: Sample) => number | undefined,
): Series {
  return { label, tone, values: samples.map((sample) => read(sample) ?? null) };
}

export function serverLine(
  label: string,
  tone: Tone,
  samples: readonly Sample[],
  read: (server: ServerSample) => number,
): Series {
  return line(label, tone, samples, ({ server }) => server && read(server));
}

/** A counter as so many a second. */
export function rateLine(
  label: string,
  tone: Tone,
  samples: readonly Sample[],
  name: CounterName,
): Series {
  return line(label, tone, samples, (sample) => perSecond(sample, sample.counters[name] ?? 0));
}

export function perSecond({ spanMs = 1000 }: Sample, count: number): number {
  return (count * 1000) / spanMs;
}

/** Those in which anything is but nothing and zero. */
export function used(series: readonly Series[]): Series[] {
  return series.filter(({ values }) => values.some((value) => value !== null && value !== 0));
}

/** Lines whose peaks lie further apart can't be read on one even scale. */
const apart = 30;

export function needsLog(series: readonly Series[]): boolean {
  const peaks = series.map(({ values }) => values.reduce<number>((a, b) => Math.max(a, b ?? 0), 0));
  return series.length > 1 && Math.max(...peaks) > apart * Math.min(...peaks);
}
