import { expect, test } from 'bun:test';
import { bytesText, clockText, coresText, countText, msText } from './numbers.ts';

test('counts', () => {
  const counts = [0, 7, 950, 12_345, 99_900, 100_000, 123_456, 999_900, 1_234_567, 5e9, 0.25];
  expect(counts.map(countText)).toEqual([
    '0',
    '7',
    '950',
    '12,345',
    '99,900',
    '100 k',
    '123 k',
    '1 M',
    '1.23 M',
    '5 G',
    '0.25',
  ]);
});

test('times', () => {
  const times = [0, 0.004, 0.35, 4.26, 42.3, 350.4, 999.9, 1234, 90_000, 150_000];
  expect(times.map(msText)).toEqual([
    '0 ms',
    '0.004 ms',
    '0.35 ms',
    '4.26 ms',
    '42.3 ms',
    '350 ms',
    '1 s',
    '1.23 s',
    '90 s',
    '2.5 min',
  ]);
});

test('bytes, cores, and the time of the run', () => {
  expect([0, 640_000, 1_234_000_000].map(bytesText)).toEqual(['0 B', '640 KB', '1.23 GB']);
  expect([0.853, 1, 12].map(coresText)).toEqual(['0.85 cores', '1 core', '12 cores']);
  expect([5, 754, 90_000].map(clockText)).toEqual(['0:05', '12:34', '25:00:00']);
});
