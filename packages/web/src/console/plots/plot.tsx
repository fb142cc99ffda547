import { Table2 } from 'lucide-react';
import { memo, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatTime } from '../../common/format.ts';
import { useLanguage } from '../../common/i18n.ts';
import { IconButton } from '../../common/parts/button.tsx';
import type { Unit } from '../units.ts';
import { Chart } from './chart.ts';
import style from './plot.module.css';
import { usePlotColours } from './plot-colours.ts';
import type { PlotData, PlotLine } from './plot-data.ts';
import { PlotLegend } from './plot-legend.tsx';
import { PlotTable } from './plot-table.tsx';
import { useSummary } from './use-summary.ts';

export interface PlotProps {
  readonly title: string;
  readonly unit: Unit;
  /** At most twelve can be told apart. */
  readonly lines: readonly PlotLine[];
  /** The same object as long as it is the same thing: another one is drawn anew. */
  readonly data: PlotData;
  /** What the plot reaches back from its newest point. */
  readonly rangeMs: number;
  readonly syncKey: string;
}

/**
 * Figures over time, live: lines with gaps where nothing was measured, a legend with the values of
 * now or under the pointer (of all plots with the same `syncKey` at once), a summary that is read out
 * and the figures themselves as a table. It draws by itself when `data` has more; rendered anew it is
 * only for other properties.
 */
export const Plot = memo(function Plot(props: PlotProps) {
  const { title, unit, lines, data, rangeMs, syncKey } = props;
  const { t } = useTranslation();
  const host = useRef<HTMLDivElement>(null);
  const [cursor, setCursor] = useState<number>();
  const [drawings, setDrawings] = useState(0);
  const [isTableOpen, setTableOpen] = useState(false);
  const colours = usePlotColours();
  const language = useLanguage();
  const lineKey = JSON.stringify(lines);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the language is in the axes' labels
  useEffect(() => {
    if (host.current === null) return;
    const chart = new Chart({
      host: host.current,
      data,
      rangeMs,
      unit,
      lines: JSON.parse(lineKey) as PlotLine[],
      colours,
      syncKey,
      onCursor: setCursor,
      onDraw: () => setDrawings((count) => count + 1),
    });
    return () => chart.destroy();
  }, [data, rangeMs, unit, lineKey, colours, syncKey, language]);

  const time = cursor === undefined ? undefined : data.times()[cursor];
  const summary = useSummary({ title, unit, lines, data, rangeMs }, drawings);
  return (
    <figure className={style['plot']}>
      <figcaption className={style['head']}>
        <span className={style['title']}>{title}</span>
        <span className={style['time']} aria-hidden="true">
          {time === undefined ? null : formatTime(time * 1000, { seconds: true })}
        </span>
        <IconButton size="s" label={t('plots.table', { title })} onPress={() => setTableOpen(true)}>
          <Table2 aria-hidden="true" />
        </IconButton>
      </figcaption>
      <PlotLegend data={data} lines={lines} unit={unit} colours={colours} index={cursor} />
      <div ref={host} className={style['canvas']} role="img" aria-label={summary} />
      {isTableOpen ? (
        <PlotTable {...{ title, unit, lines, data, rangeMs }} onClose={() => setTableOpen(false)} />
      ) : null}
    </figure>
  );
});
