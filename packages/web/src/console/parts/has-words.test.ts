import { expect, test } from 'bun:test';
import { hasWords } from './has-words.ts';

test('every word has to be there, wherever and in whatever case', () => {
  expect(hasWords('POST /v1/rooms by Lin', 'lin post')).toBe(true);
  expect(hasWords('POST /v1/rooms by Lin', 'lin patch')).toBe(false);
});

test('nothing but spaces is no search', () => {
  expect(hasWords('anything', '')).toBe(true);
  expect(hasWords('anything', '  ')).toBe(true);
});
