import { formatBytes, formatCount, formatNumber, formatShare } from '../common/format.ts';

/** What a figure is counted in; its words come from `units.…` of the texts. */
export type Unit = 'count' | 'perSecond' | 'bytes' | 'bytesPerSecond' | 'ms' | 'cores' | 'level';

/** Where nothing was measured. */
export const noValue = '–';

/** A figure with its unit where the unit is one of size or time; rates say theirs beside it. */
export function formatUnit(unit: Unit, value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return noValue;
  switch (unit) {
    case 'bytes':
    case 'bytesPerSecond':
      return formatBytes(value);
    case 'ms':
      return formatDelay(value);
    case 'cores':
      return formatShare(value);
    default:
      // A rate below ten is a mean of few events: its first place says something.
      return Math.abs(value) < 10 ? formatNumber(value, 1) : formatCount(Math.round(value));
  }
}

/** In the signs that operators of either language write: axes have no room for words. */
function formatDelay(ms: number): string {
  if (ms >= 999.5) return `${formatNumber(ms / 1000, ms < 99_950 ? 1 : 0)}\u00a0s`;
  return `${formatNumber(ms, ms < 99.95 ? 1 : 0)}\u00a0ms`;
}

/** Text key of what stands behind a figure, if anything does. */
export function suffixOf(unit: Unit): string | undefined {
  if (unit === 'perSecond' || unit === 'bytesPerSecond') return 'units.perSecond';
  return undefined;
}
