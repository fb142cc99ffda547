import { expect, test } from 'bun:test';
import { wordsOf } from './word-list.ts';

test('a word is a line, without what stands around it, and once', () => {
  expect(wordsOf(' fake \r\nwhat a lie\n\nfake\n假货')).toEqual(['fake', 'what a lie', '假货']);
  expect(wordsOf(' \n ')).toEqual([]);
});
