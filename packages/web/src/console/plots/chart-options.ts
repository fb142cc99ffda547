import uPlot from 'uplot';
import { formatTime } from '../../common/format.ts';
import { formatUnit, type Unit } from '../units.ts';
import { dashAfter, faded, type PlotColours } from './plot-colours.ts';
import { lonelyPoints, type PlotLine } from './plot-data.ts';

export interface ChartLook {
  readonly unit: Unit;
  readonly lines: readonly PlotLine[];
  readonly colours: PlotColours;
  /** Plots of the same key show their cursors at the same time. */
  readonly syncKey: string;
  /** Seconds since 1970: what the horizontal axis covers. */
  readonly window: () => readonly [from: number, to: number];
  readonly onCursor: (index: number | undefined) => void;
}

const lineWidth = 1.5;
const axisFont = '11px system-ui, -apple-system, "Segoe UI", "PingFang SC", sans-serif';
const dash = [5, 4];
/** Room above the highest value, as a share of it. */
const headroom = 1.12;
/** A plot of nothing but zeros shows this much, not an axis of billionths. */
const leastTop: Readonly<Record<Unit, number>> = {
  count: 4,
  perSecond: 1,
  bytes: 1_000_000,
  bytesPerSecond: 1_000,
  ms: 1,
  cores: 0.1,
  level: 1,
};

export function chartOptions(look: ChartLook, width: number, height: number): uPlot.Options {
  const { colours, unit } = look;
  const grid = { stroke: colours.grid, width: 1 };
  return {
    width,
    height,
    // Half of the last time stands to the right of its tick.
    padding: [8, 18, 0, 0],
    legend: { show: false },
    scales: {
      x: { time: true, range: () => [...look.window()] },
      y: { range: (_, __, most) => [0, Math.max(leastTop[unit], (most ?? 0) * headroom)] },
    },
    series: [{}, ...look.lines.map((_, index) => seriesOptions(look, index))],
    axes: [
      {
        stroke: colours.ink,
        font: axisFont,
        size: 24,
        gap: 4,
        space: 72,
        grid: { show: false },
        ticks: { show: false },
        values: (_, splits) => splits.map((seconds) => formatTime(seconds * 1000)),
      },
      {
        stroke: colours.ink,
        font: axisFont,
        size: 54,
        gap: 6,
        space: 30,
        grid,
        ticks: { show: false },
        ...(unit === 'level' && { splits: [0, 1] }),
        values: (_, splits) => splits.map((value) => formatUnit(unit, value)),
      },
    ],
    cursor: {
      y: false,
      drag: { x: false, y: false, setScale: false },
      points: { size: 7 },
      sync: { key: look.syncKey, setSeries: false },
    },
    hooks: { setCursor: [(chart) => look.onCursor(chart.cursor.idx ?? undefined)] },
  };
}

function seriesOptions({ colours, lines, unit }: ChartLook, index: number): uPlot.Series {
  const colour = lineColour(colours, index);
  return {
    stroke: colour,
    width: lineWidth,
    ...(index >= dashAfter && { dash }),
    // One line over its own ground; several would only make each other unclear.
    ...(lines.length === 1 && { fill: faded(colour, 0.1) }),
    ...(unit === 'level' && uPlot.paths.stepped && { paths: uPlot.paths.stepped({ align: 1 }) }),
    spanGaps: false,
    points: {
      show: true,
      size: 4,
      fill: colour,
      filter: (chart, seriesIndex) => {
        const [from, to] = chart.series[0]?.idxs ?? [0, -1];
        return lonelyPoints(chart.data[seriesIndex] as (number | null)[], from, to);
      },
    },
  };
}

export function lineColour(colours: PlotColours, index: number): string {
  return colours.lines[index % dashAfter] ?? colours.ink;
}
