import { formatNumber } from '../../common/format.ts';

/** Milliseconds of a way: a station may take hundredths of one. */
export function formatFine(ms: number): string {
  // Always as many places, so that figures in a column compare; both languages write a point.
  const figure = ms < 10 ? ms.toFixed(2) : ms < 100 ? ms.toFixed(1) : formatNumber(ms);
  return `${figure}\u00a0ms`;
}

/** A mark of the axis: a round figure. */
export function formatTick(ms: number): string {
  return `${formatNumber(ms, 3)}\u00a0ms`;
}
