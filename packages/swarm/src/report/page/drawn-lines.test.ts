import { expect, test } from 'bun:test';
import type { Plot, Series } from '../plot.ts';
import { drawnLines, lonelyValues } from './drawn-lines.ts';

function plotOf(told: Partial<Plot>): Plot {
  return {
    id: 'x',
    section: 'Load',
    title: '',
    unit: 'perSecond',
    about: '',
    kind: 'lines',
    isLog: false,
    series: [],
    ...told,
  };
}

function lineOf(label: string, values: Series['values']): Series {
  return { label, tone: 'a', values };
}

test('a stack is drawn from its top down, with sums as heights and its own values beside them', () => {
  const series = [
    lineOf('low', [1, null, 3]),
    lineOf('mid', [10, null, 0]),
    lineOf('top', [5, null, 2]),
  ];
  const drawn = drawnLines(plotOf({ kind: 'stack', series }));
  expect(drawn.map(({ line, heights }) => [line.label, heights])).toEqual([
    ['top', [16, null, 5]],
    ['mid', [11, null, 3]],
    ['low', [1, null, 3]],
  ]);
  expect(drawn[0]?.line.values).toEqual([5, null, 2]);
});

test('lines stay as they are, but for zeros on a logarithmic scale', () => {
  const series = [lineOf('p50', [0, null, 3])];
  expect(drawnLines(plotOf({ series }))[0]?.heights).toEqual([0, null, 3]);
  const [drawn] = drawnLines(plotOf({ series, isLog: true, unit: 'ms' }));
  expect(drawn?.heights).toEqual([0.01, null, 3]);
});

test('only values between two gaps are lonely', () => {
  expect(lonelyValues([1, null, 2, null, 3, 4, undefined, 0])).toEqual([0, 2, 7]);
  expect(lonelyValues([1, 2])).toEqual([]);
});
