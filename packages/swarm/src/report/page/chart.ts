import uPlot from 'uplot';
import { axisTextOf, clockText, textOf } from '../numbers.ts';
import type { PageData, Plot } from '../plot.ts';
import { drawBands, labelRowsPx } from './bands.ts';
import { type DrawnLine, drawnLines, lonelyValues } from './drawn-lines.ts';
import { type Side, sideOf } from './scales.ts';
import type { Theme } from './theme.ts';

const axisFont = '11px system-ui, sans-serif';
/** All plots with this name show the same moment and the same part of the run. */
const together = 'run';

export function drawChart(place: HTMLElement, plot: Plot, page: PageData, theme: Theme): uPlot {
  const drawn = drawnLines(plot);
  const side = sideOf(plot);
  const options: uPlot.Options = {
    ...sizeOf(place),
    padding: [labelRowsPx, 26, 0, 0],
    scales: {
      x: { time: false, range: (_u, min, max) => wholeRun(page, min, max) },
      y: side.scale,
    },
    axes: axesOf(plot, side, theme),
    series: [
      { label: 'Time', value: (_u, time) => (time === null ? '' : clockText(time)) },
      ...drawn.map(({ line }): uPlot.Series => {
        const colour = theme.tone(line.tone);
        return {
          label: line.label,
          stroke: colour,
          width: line.isDashed ? 1 : 1.75,
          ...(line.isDashed ? { dash: [3, 3] } : {}),
          ...(plot.kind === 'stack' ? { fill: colour } : {}),
          points: { show: true, size: 4, fill: colour, filter: lonely },
          value: (_u, _value, _series, at) => {
            const value = at === null ? null : line.values[at];
            return value === null || value === undefined ? '–' : textOf[plot.unit](value);
          },
        };
      }),
    ],
    legend: { markers: { width: 0, fill: (_u, i) => markerOf(drawn[i - 1], theme) } },
    cursor: { y: false, sync: { key: together }, points: { size: 6 }, drag: { x: true, y: false } },
    hooks: { drawClear: [(u) => drawBands(u, page.bands, theme)] },
  };
  return new uPlot(
    options,
    [page.times, ...drawn.map(({ heights }) => heights)] as uPlot.AlignedData,
    place,
  );
}

function markerOf(drawn: DrawnLine | undefined, theme: Theme): string {
  return drawn === undefined ? 'transparent' : theme.tone(drawn.line.tone);
}

export function sizeOf(place: HTMLElement): { width: number; height: number } {
  const width = Math.max(200, place.clientWidth);
  return { width, height: width < 420 ? 210 : 240 };
}

function axesOf({ unit }: Plot, { splits }: Side, theme: Theme): uPlot.Axis[] {
  const grid = { stroke: theme.grid, width: 1 };
  const common = { stroke: theme.muted, font: axisFont, grid, ticks: grid };
  return [
    {
      ...common,
      size: 28,
      space: 70,
      incrs: wholeTimes,
      values: (_u, times) => times.map(clockText),
    },
    {
      ...common,
      size: 60,
      space: 32,
      ...(splits === undefined ? {} : { splits, filter: (_u: uPlot, all: number[]) => all }),
      values: (_u, all) => all.map(axisTextOf[unit]),
    },
  ];
}

/** The run starts at 0, and the first sample ends a little later. */
function wholeRun({ times }: PageData, min: number, max: number): [number, number] {
  return [min === times[0] ? 0 : min, max];
}

/** s */
const wholeTimes = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600];

function lonely(u: uPlot, line: number): number[] {
  return lonelyValues(Array.from(u.data[line] ?? []));
}
