import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { formatMs } from '../../common/format.ts';
import { formatUnit, suffixOf, type Unit } from '../units.ts';
import { extremesOf, indexFrom, type PlotData, type PlotLine } from './plot-data.ts';

export interface Summarised {
  readonly title: string;
  readonly unit: Unit;
  readonly lines: readonly PlotLine[];
  readonly data: PlotData;
  readonly rangeMs: number;
}

/** Nobody listens to a summary that changes each second. */
const drawingsOfSummary = 10;

/** What the plot shows, in words: each line's value now, its least and its most. */
export function useSummary(plot: Summarised, drawings: number): string {
  const { t, i18n } = useTranslation();
  const summaries = Math.ceil(drawings / drawingsOfSummary);
  // biome-ignore lint/correctness/useExhaustiveDependencies: data is the same object with more in it
  return useMemo(() => {
    const { title, unit, lines, data, rangeMs } = plot;
    const times = data.times();
    const last = times.length - 1;
    const from = indexFrom(times, (times[last] ?? 0) - rangeMs / 1000);
    const suffix = suffixOf(unit);
    const words = (value: number | null | undefined) =>
      `${formatUnit(unit, value)}${suffix === undefined ? '' : t(suffix)}`;
    const parts = lines.map(({ id, label }) => {
      const values = data.values(id);
      const extremes = extremesOf(values, from, last);
      if (extremes === undefined) return t('plots.nothing', { label });
      const { least, most } = extremes;
      const now = words(values[last]);
      return t('plots.line', { label, now, least: words(least), most: words(most) });
    });
    return t('plots.summary', { title, range: formatMs(rangeMs), lines: parts.join(' ') });
  }, [summaries, plot.title, plot.unit, plot.lines, plot.rangeMs, t, i18n.language]);
}
