import { expect, test } from 'bun:test';
import { bucketsIn, rangesText } from './bucket-ranges.ts';

test.each([
  ['7', [7]],
  ['0-3,1023', [0, 1, 2, 3, 1023]],
  ['5-6,6-7', [5, 6, 7]],
])('%s', (text, buckets) => {
  expect(bucketsIn(text)).toEqual(buckets);
});

test.each(['', '1024', '3-2', '1-', '-1', 'all', '1,,2', '1 2', '00000'])(
  '"%s" names none',
  (text) => {
    expect(bucketsIn(text)).toBeUndefined();
  },
);

test('buckets as ranges', () => {
  expect(rangesText([])).toBe('');
  expect(rangesText([0, 1, 2, 5, 7, 8])).toBe('0-2,5,7-8');
});
