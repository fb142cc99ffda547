import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { TopList } from './top-list.ts';

test('holds what sorting all and cutting would', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(50)), fc.nat(20), (numbers, size) => {
      const top = new TopList<number>(size, (a, b) => a > b);
      for (const number of numbers) top.offer(number);
      expect(top.things).toEqual(numbers.toSorted((a, b) => b - a).slice(0, size));
    }),
  );
});

test('of equals those stay that came first', () => {
  const top = new TopList<[number, string]>(2, ([a], [b]) => a > b);
  for (const thing of [
    [1, 'a'],
    [2, 'b'],
    [1, 'c'],
    [2, 'd'],
  ] as const)
    top.offer([...thing]);
  expect(top.things.map(([, name]) => name)).toEqual(['b', 'd']);
});
