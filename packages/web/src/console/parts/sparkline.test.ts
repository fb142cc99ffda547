import { expect, test } from 'bun:test';
import { pathOf } from './sparkline.tsx';

test('the course goes from zero at the bottom to the most at the top', () => {
  expect(pathOf([0, 10, 5])).toBe('M0.0 23.0L50.0 1.0L100.0 12.0');
});

test('where nothing was measured the line stops and starts again', () => {
  expect(pathOf([1, null, 1, 1]).match(/M/g)).toHaveLength(2);
});

test('nothing, or nothing but zeros, is no error', () => {
  expect(pathOf([])).toBe('');
  expect(pathOf([null])).toBe('');
  expect(pathOf([0, 0])).toBe('M0.0 23.0L100.0 23.0');
});
