import { expect, test } from 'bun:test';
import { nextSort, type SortValue, sortRows } from './sort.ts';

test('names are sorted as people count, figures as numbers, the unknown last in both directions', () => {
  const sorted = (values: readonly SortValue[], descending: boolean) =>
    sortRows(
      values.map((value) => ({ value })),
      ({ value }) => value,
      descending,
    ).map(({ value }) => value);
  const names = ['n10', undefined, 'n2', 'N1'];
  expect(sorted(names, false)).toEqual(['N1', 'n2', 'n10', undefined]);
  expect(sorted(names, true)).toEqual(['n10', 'n2', 'N1', undefined]);
  const figures = [9, undefined, 100, -1];
  expect(sorted(figures, true)).toEqual([100, 9, -1, undefined]);
  expect(sorted(figures, false)).toEqual([-1, 9, 100, undefined]);
});

test('equal rows keep their order', () => {
  const rows = ['b1', 'a1', 'b2', 'a2'];
  expect(sortRows(rows, (row) => row.charAt(0), true)).toEqual(['b1', 'b2', 'a1', 'a2']);
});

test('the first press sorts figures from the greatest and names from the first, the next turns', () => {
  expect(nextSort(undefined, 'size', true)).toEqual({ column: 'size', descending: true });
  expect(nextSort(undefined, 'name', false)).toEqual({ column: 'name', descending: false });
  const sorted = { column: 'size', descending: true };
  expect(nextSort(sorted, 'size', true).descending).toBe(false);
  expect(nextSort(sorted, 'name', false)).toEqual({ column: 'name', descending: false });
});
