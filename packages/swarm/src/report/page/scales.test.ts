import { expect, test } from 'bun:test';
import type uPlot from 'uplot';
import type { Unit } from '../plot.ts';
import { sideOf } from './scales.ts';

function side(isLog: boolean, unit: Unit) {
  const { scale, splits } = sideOf({
    id: 'x',
    section: 'Load',
    title: '',
    about: '',
    kind: 'lines',
    series: [],
    isLog,
    unit,
  });
  const u = {} as uPlot;
  return {
    scale,
    range: (min: number, max: number) =>
      typeof scale.range === 'function' ? scale.range(u, min, max, 'y') : undefined,
    lines: (min: number, max: number) => splits?.(u, 1, min, max),
  };
}

test('an even scale starts at zero', () => {
  expect(side(false, 'count').range(900, 1000)).toEqual([0, 1080]);
  expect(side(false, 'count').range(0, 0)).toEqual([0, 1]);
});

test('times have round numbers beside them, more where the scale is short', () => {
  const { range, lines } = side(true, 'ms');
  expect(range(10, 100)).toEqual([8, 125]);
  expect(lines(8, 125)).toEqual([10, 20, 50, 100]);
  expect(lines(0.3, 4000)).toEqual([1, 10, 100, 1000]);
  expect(lines(1e-9, 1e9)?.length).toBeLessThanOrEqual(7);
});

test('a scale of rates has a place for zero', () => {
  const { scale, range, lines } = side(true, 'perSecond');
  expect(range(0, 1000)).toEqual([0, 1500]);
  expect(scale.fwd?.(0)).toBe(0);
  for (const rate of [0, 1, 12.5, 4e6])
    expect(scale.bwd?.(scale.fwd?.(rate) ?? -1)).toBeCloseTo(rate);
  expect(lines(0, 1500)).toEqual([0, 1, 10, 100, 1000]);
  expect(lines(0, 1.5e6)).toEqual([0, 10, 100, 1000, 10_000, 100_000, 1_000_000]);
});
