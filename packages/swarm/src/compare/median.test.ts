import { expect, test } from 'bun:test';
import { median } from './median.ts';

test('the median of an even count lies between the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([1, 9, 3, 5])).toBe(4);
  expect(() => median([])).toThrow('nothing');
});
