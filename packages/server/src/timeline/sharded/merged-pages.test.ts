import { expect, test } from 'bun:test';
import { keptOf, mergedPage, type ReadPage } from './merged-pages.ts';

const same = (text: string) => text;

function pagesOf(all: readonly string[]): ReadPage<string> {
  return async (after, limit) => all.filter((one) => one > after).slice(0, limit);
}

test('what is left out is made up for by what follows', async () => {
  const read = keptOf(
    pagesOf(['a', 'b', 'x1', 'x2', 'x3', 'y', 'z']),
    same,
    (one) => one[0] !== 'x',
  );
  expect(await read('', 3)).toEqual(['a', 'b', 'y']);
  expect(await read('b', 1)).toEqual(['y']);
  expect(await read('b', 9)).toEqual(['y', 'z']);
});

test('pages of several servers are one, in order', async () => {
  const pages = [pagesOf(['a', 'd', 'e']), pagesOf(['b', 'c', 'f']), pagesOf([])];
  const page = (after: string, limit: number) => mergedPage(pages, { keyOf: same, after, limit });
  expect(await page('', 4)).toEqual(['a', 'b', 'c', 'd']);
  expect(await page('d', 4)).toEqual(['e', 'f']);
});
