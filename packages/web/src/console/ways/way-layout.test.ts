import { expect, test } from 'bun:test';
import type { WayStation } from '@eagre/server/console';
import { stationNames } from './stations.ts';
import { type WayDot, wayLayout } from './way-layout.ts';

const at = (node: string, station: WayStation['station'], ms: number) => ({
  node,
  station,
  at: 1_000 + ms,
});
const names = stationNames.filter((name) => name !== 'dropped');

test('stations stand in the order of time, with what passed since the first and since the last', () => {
  const { dots, tookMs } = wayLayout([
    at('n2', 'last', 8),
    at('n1', 'received', 0),
    at('n1', 'admitted', 2),
  ]);
  expect(tookMs).toBe(8);
  expect(
    dots.map(({ number, station, afterMs, sinceMs, x }) => [number, station, afterMs, sinceMs, x]),
  ).toEqual([
    [1, 'received', 0, 0, 0],
    [2, 'admitted', 2, 2, 0.25],
    [3, 'last', 8, 6, 1],
  ]);
});

test('each node has a lane, the one that took the message first', () => {
  const { lanes } = wayLayout([at('a', 'heard', 3), at('b', 'received', 0), at('a', 'last', 5)]);
  expect(lanes.map(({ node, dots }) => [node, dots.map(({ number }) => number)])).toEqual([
    ['b', [1]],
    ['a', [2, 3]],
  ]);
});

const spanOf = ({ side, x }: WayDot) => (side === 'right' ? [x, x + 0.3] : [x - 0.3, x]);

test.each([
  ['crowded', names.map((name, index) => at('n', name, index * 0.1))],
  ['all at once', names.map((name) => at('n', name, 0))],
  ['a long wait', names.map((name, index) => at('n', name, index < 6 ? index * 0.01 : 250))],
  ['spread', names.map((name, index) => at('n', name, index * index))],
])('no label covers another or leaves the drawing: %s', (_, stations) => {
  const [lane] = wayLayout(stations).lanes;
  const dots = lane?.dots ?? [];
  expect(dots).toHaveLength(8);
  for (const [index, one] of dots.entries()) {
    const [from = 0, to = 0] = spanOf(one);
    expect(from).toBeGreaterThanOrEqual(0);
    expect(to).toBeLessThanOrEqual(1 + 1e-9);
    expect(one.level).toBeLessThan(lane?.levels ?? 0);
    for (const other of dots.slice(index + 1).filter(({ level }) => level === one.level)) {
      const [start = 0, end = 0] = spanOf(other);
      expect(from >= end || to <= start).toBe(true);
    }
  }
});

test('labels on one side do not cross the lines that lead to others', () => {
  const [lane] = wayLayout(names.map((name, index) => at('n', name, index))).lanes;
  const right = (lane?.dots ?? []).filter(({ side }) => side === 'right');
  const left = (lane?.dots ?? []).filter(({ side }) => side === 'left');
  const near = (one: WayDot, other: WayDot) => Math.abs(one.x - other.x) < 0.3;
  expect(right.length).toBeGreaterThan(3);
  expect(left.length).toBeGreaterThan(2);
  for (const one of right) {
    for (const other of right.filter((dot) => dot.number > one.number && near(one, dot))) {
      expect(other.level).toBeLessThan(one.level);
    }
  }
  for (const one of left) {
    for (const other of left.filter((dot) => dot.number > one.number && near(one, dot))) {
      expect(other.level).toBeGreaterThan(one.level);
    }
  }
});

const ticksOf = (tookMs: number) =>
  wayLayout([at('n', 'received', 0), at('n', 'last', tookMs)]).ticks.map(({ ms }) => ms);

test('the axis has round times within the way', () => {
  expect(ticksOf(4.4)).toEqual([0, 1, 2, 3, 4]);
  expect(ticksOf(0.9)).toEqual([0, 0.2, 0.4, 0.6, 0.8]);
  expect(ticksOf(1000)).toEqual([0, 200, 400, 600, 800, 1000]);
});

test('a mark that a rounding error puts at the very end is there', () => {
  expect(ticksOf(0.3)).toEqual([0, 0.1, 0.2, 0.3]);
});

test('a single station, or none, is no error', () => {
  expect(wayLayout([at('n', 'received', 0)])).toMatchObject({ tookMs: 0, dots: [{ x: 0 }] });
  expect(wayLayout([])).toEqual({ tookMs: 0, dots: [], lanes: [], ticks: [{ x: 0, ms: 0 }] });
});
