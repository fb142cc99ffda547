import { expect, test } from 'bun:test';
import type { ReadMark } from '@eagre/client';
import { readersOf } from './use-readers.ts';

test('those have read a message who read up to it or further, its sender left out', () => {
  const reads = Object.entries({ ann: 9, bob: 8, cat: 7, dan: 6 }).map(([user, syncId]) => {
    return { user, syncId } as ReadMark;
  });
  expect(readersOf(reads, 7, 'ann')).toEqual(['bob', 'cat']);
  expect(readersOf(reads, 7, 'eve')).toEqual(['ann', 'bob', 'cat']);
  expect(readersOf([], 1, 'ann')).toEqual([]);
});
