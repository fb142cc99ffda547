import { expect, test } from 'bun:test';
import { formatUnit } from './units.ts';

test.each([
  ['count', 0, '0'],
  ['count', 9999, '9999'],
  ['count', 12_345, '12.3K'],
  ['perSecond', 0.25, '0.3'],
  ['perSecond', 12.4, '12'],
  ['bytes', 1_400_000_000, '1.4\u00a0GB'],
  ['ms', 0.04, '0\u00a0ms'],
  ['ms', 3.14, '3.1\u00a0ms'],
  ['ms', 140.4, '140\u00a0ms'],
  ['ms', 1_000, '1\u00a0s'],
  ['ms', 2_340, '2.3\u00a0s'],
  ['cores', 0.427, '42.7%'],
] as const)('%s %p is written %s', (unit, value, text) => {
  expect(formatUnit(unit, value)).toBe(text);
});

test('what was not measured is not zero', () => {
  expect(formatUnit('count', null)).toBe('–');
  expect(formatUnit('ms', undefined)).toBe('–');
  expect(formatUnit('bytes', Number.NaN)).toBe('–');
});
