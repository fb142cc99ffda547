import { bucketCount } from './buckets.ts';

/** Buckets as `0-511,600`; undefined when the text says something else. */
export function bucketsIn(text: string): number[] | undefined {
  const buckets = new Set<number>();
  for (const part of text.split(',')) {
    const range = /^(\d{1,4})(?:-(\d{1,4}))?$/.exec(part);
    if (range === null) return undefined;
    const from = Number(range[1]);
    const to = Number(range[2] ?? range[1]);
    if (from > to || to >= bucketCount) return undefined;
    for (let bucket = from; bucket <= to; bucket += 1) buckets.add(bucket);
  }
  return [...buckets];
}

/** `0-511,600`; buckets in ascending order. */
export function rangesText(buckets: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const bucket of buckets) {
    const last = ranges.at(-1);
    if (last?.[1] === bucket - 1) last[1] = bucket;
    else ranges.push([bucket, bucket]);
  }
  return ranges.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}
