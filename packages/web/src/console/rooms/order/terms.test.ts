import { expect, test } from 'bun:test';
import { leftMs, termMs, termsInForce } from './terms.ts';

test('minutes become milliseconds, and none an end that is not given', () => {
  expect(termMs(5)).toBe(300_000);
  expect(termMs(0)).toBeUndefined();
});

test('what is left of a term is never below zero', () => {
  expect(leftMs(5_000, 2_000)).toBe(3_000);
  expect(leftMs(5_000, 9_000)).toBe(0);
  expect(leftMs(0, 9_000)).toBeUndefined();
});

test('the term that ends first is first, one without an end last, one that is over gone', () => {
  const terms = [
    { user: 'forever', until: 0 },
    { user: 'later', until: 9_000 },
    { user: 'over', until: 1_000 },
    { user: 'also forever', until: 0 },
    { user: 'soon', until: 3_000 },
  ];
  expect(termsInForce(terms, 2_000).map(({ user }) => user)).toEqual([
    'soon',
    'later',
    'forever',
    'also forever',
  ]);
  expect(termsInForce(terms, 3_000).map(({ user }) => user)).not.toContain('soon');
});
