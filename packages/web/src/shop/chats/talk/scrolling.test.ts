import { expect, test } from 'bun:test';
import { anchorOf, driftOf, isAtEnd, nearEnd, scrollTopFor } from './scrolling.ts';

const tops = Array.from({ length: 20 }, (_, at) => ({ key: `k${at}`, top: at * 50 }));
const lookup = (moved: Record<string, number>) => (key: string) => moved[key];

test('the anchor is the first line that begins in sight', () => {
  expect(anchorOf(tops, 120)[0]).toEqual({ key: 'k3', offset: 30 });
  expect(anchorOf(tops, 150)[0]).toEqual({ key: 'k3', offset: 0 });
  expect(anchorOf(tops, 0)[0]).toEqual({ key: 'k0', offset: 0 });
});

test('past all lines the last one is the anchor; without lines there is none', () => {
  expect(anchorOf(tops, 5000)).toEqual([{ key: 'k19', offset: 950 - 5000 }]);
  expect(anchorOf([], 0)).toEqual([]);
});

test('lines that come in above move the place along by their height', () => {
  const anchor = anchorOf(tops, 120);
  const moved = Object.fromEntries(tops.map(({ key, top }) => [key, top + 640]));
  expect(scrollTopFor(anchor, lookup(moved))).toBe(760);
});

test('should the first line be gone, the next one holds the place', () => {
  const anchor = anchorOf(tops, 120);
  expect(scrollTopFor(anchor, lookup({ k4: 300 }))).toBe(220);
  expect(scrollTopFor(anchor, lookup({ k19: 300 }))).toBeUndefined();
});

test('near to the end is the end, and a short list is always there', () => {
  const box = { scrollHeight: 2000, clientHeight: 500 };
  expect(isAtEnd({ ...box, scrollTop: 1500 - nearEnd })).toBe(true);
  expect(isAtEnd({ ...box, scrollTop: 1499 - nearEnd })).toBe(false);
  expect(isAtEnd({ scrollTop: 0, scrollHeight: 500, clientHeight: 500 })).toBe(true);
});

test('what the person scrolled meanwhile is kept, what the end pushed is not', () => {
  const box = { scrollHeight: 2000, clientHeight: 500 };
  expect(driftOf({ ...box, scrollTop: 600 }, 750)).toBe(-150);
  expect(driftOf({ ...box, scrollTop: 1500 }, 1800)).toBe(0);
});
