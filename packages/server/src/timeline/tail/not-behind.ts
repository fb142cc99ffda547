import type { QueueHead } from '../timeline.ts';

/**
 * Reads anew what ends before a place that somebody has seen already: on another node, where the news
 * of it was sooner. `placeOf` gives that place, 0 for none.
 */
export async function notBehind<Item, Result extends QueueHead>(
  items: readonly Item[],
  results: Result[],
  placeOf: (item: Item, index: number) => number,
  read: (items: Item[]) => Promise<Result[]>,
): Promise<Result[]> {
  const isBehind = (result: Result, index: number) =>
    result.head < placeOf(items[index] as Item, index);
  const behind = results.flatMap((result, index) => (isBehind(result, index) ? [index] : []));
  if (behind.length === 0) return results;
  const fresh = await read(behind.map((index) => items[index] as Item));
  return results.map((result, index) => fresh[behind.indexOf(index)] ?? result);
}
