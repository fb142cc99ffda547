import { expect, test } from 'bun:test';
import { extremesOf, indexFrom, lonelyPoints } from './plot-data.ts';

test('the window begins at the first time that is in it', () => {
  const times = [10, 11, 12, 15];
  expect([9, 10, 10.5, 13, 15, 16].map((from) => indexFrom(times, from))).toEqual([
    0, 0, 1, 3, 3, 4,
  ]);
  expect(indexFrom([], 1)).toBe(0);
});

test('least and most are those of the window, without its gaps', () => {
  expect(extremesOf([9, 3, null, 5, 1], 1, 3)).toEqual({ least: 3, most: 5 });
  expect(extremesOf([1, null, null, 2], 1, 2)).toBeUndefined();
  expect(extremesOf([], 0, -1)).toBeUndefined();
});

test('points without neighbours are found, at the edges too', () => {
  expect(lonelyPoints([1, null, 2, 3, null, 0, undefined], 0, 6)).toEqual([0, 5]);
  expect(lonelyPoints([null, 4], 0, 1)).toEqual([1]);
  // A neighbour that is out of sight is one all the same.
  expect(lonelyPoints([4, 4, null], 1, 2)).toEqual([]);
});
