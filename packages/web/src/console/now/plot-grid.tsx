import { useCallback, useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Plot } from '../plots/plot.tsx';
import type { PlotData, PlotLine } from '../plots/plot-data.ts';
import style from './now.module.css';
import { type PlotPlan, plotPlans } from './plot-list.ts';
import { allDrops, reasonOf } from './series/node-columns.ts';
import type { Series, SeriesState } from './series/use-series.ts';

/** Lines past these cannot be told apart; a node of its own is chosen in the head of the page. */
const maxLines = 12;
const syncKey = 'now';

export function PlotGrid({ state, isSplit }: { state: SeriesState; isSplit: boolean }) {
  const { t } = useTranslation();
  const { book } = state.series;
  return (
    <div className={style['grid']}>
      <h2 className="unseen">{t('now.course')}</h2>
      {plotPlans.map((plan) =>
        isSplit ? (
          <NodesPlot key={plan.id} plan={plan} series={state.series} nodes={book.nodes} />
        ) : (
          <TogetherPlot key={plan.id} plan={plan} series={state.series} keys={book.keys} />
        ),
      )}
    </div>
  );
}

/** All nodes together: a line for each figure of the plan. */
function TogetherPlot({ plan, series, keys }: TogetherProps) {
  const { t, i18n } = useTranslation();
  const values = useCallback((id: string) => series.book.values(id), [series]);
  const shown = plan.keys.length > 0 ? plan.keys : dropKeysOf(keys);
  const shownKey = shown.join(' ');
  // biome-ignore lint/correctness/useExhaustiveDependencies: labels are of the language
  const lines = useMemo<PlotLine[]>(
    () => shownKey.split(' ').map((id) => ({ id, label: labelOf(id) })),
    [shownKey, i18n.language],
  );
  function labelOf(id: string): string {
    const reason = reasonOf(id);
    if (reason === undefined) return t(`now.series.${id}`);
    return i18n.exists(`now.reasons.${reason}`) ? t(`now.reasons.${reason}`) : reason;
  }
  const title = t(`now.plots.${plan.id}`);
  return <SeriesPlot {...{ title, plan, series, lines, values }} />;
}

interface TogetherProps {
  readonly plan: PlotPlan;
  readonly series: Series;
  readonly keys: readonly string[];
}

/** One figure of the plan, a line for each node. */
function NodesPlot({ plan, series, nodes }: NodesProps) {
  const { t } = useTranslation();
  const values = useCallback((node: string) => series.book.values(plan.each, node), [series, plan]);
  const shown = nodes.slice(0, maxLines).join(' ');
  const lines = useMemo(() => shown.split(' ').map((node) => ({ id: node, label: node })), [shown]);
  const title = t(`now.series.${plan.each}`);
  return <SeriesPlot {...{ title, plan, series, lines, values }} />;
}

interface NodesProps {
  readonly plan: PlotPlan;
  readonly series: Series;
  readonly nodes: readonly string[];
}

/** Reasons as they were first met; before there is one, the sum says that nothing was left out. */
function dropKeysOf(keys: readonly string[]): readonly string[] {
  const reasons = keys.filter((key) => reasonOf(key) !== undefined).slice(0, maxLines);
  return reasons.length > 0 ? reasons : [allDrops];
}

function SeriesPlot({ title, plan, series, lines, values }: SeriesPlotProps) {
  const data = useMemo<PlotData>(
    () => ({ times: () => series.book.times, values, subscribe: series.subscribe }),
    [series, values],
  );
  const { spanMs } = series.book;
  return <Plot {...{ title, lines, data, syncKey }} unit={plan.unit} rangeMs={spanMs} />;
}

interface SeriesPlotProps {
  readonly title: string;
  readonly plan: PlotPlan;
  readonly series: Series;
  readonly lines: readonly PlotLine[];
  /** Of a line, the same function as long as the plot is the same. */
  readonly values: PlotData['values'];
}
