import type { Plot, Series } from '../plot.ts';
import { leastMs } from './scales.ts';

type Heights = Series['values'];

/** A line of a plot, and how high it is drawn; its legend tells the values themselves. */
export interface DrawnLine {
  line: Series;
  heights: Heights;
}

/** In the order in which they are drawn, one over the other. */
export function drawnLines({ kind, series, isLog, unit }: Plot): DrawnLine[] {
  if (kind === 'stack') return stacked(series);
  if (!isLog || unit !== 'ms') return series.map((line) => ({ line, heights: line.values }));
  // A logarithm has no zero.
  const lift = (value: number | null) => (value === null ? null : Math.max(leastMs, value));
  return series.map((line) => ({ line, heights: line.values.map(lift) }));
}

/** Each on top of those before it; the highest is drawn first, and the others over it. */
function stacked(series: readonly Series[]): DrawnLine[] {
  let sums: Heights = [];
  const tops = series.map((line) => {
    sums = line.values.map((value, i) => (value === null ? null : value + (sums[i] ?? 0)));
    return { line, heights: sums };
  });
  return tops.reverse();
}

/** Where a value lies between two gaps: it has no line, so it gets a point. */
export function lonelyValues(heights: readonly (number | null | undefined)[]): number[] {
  const isGap = (i: number) => heights[i] === null || heights[i] === undefined;
  return [...heights.keys()].filter((i) => !isGap(i) && isGap(i - 1) && isGap(i + 1));
}
