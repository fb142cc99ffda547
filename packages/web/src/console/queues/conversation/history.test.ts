import { expect, test } from 'bun:test';
import { placedEntries } from './history.ts';

test('entries have their places, the newest is first', () => {
  const recall = (target: number) => ({ type: 'recall', at: target, by: 'ann', target }) as const;
  const placed = placedEntries({
    conversation: 'group:lobby',
    epoch: 7,
    first: 12,
    items: [recall(1), recall(2)],
    more: false,
  });
  expect(placed.map(({ syncId, entry }) => [syncId, entry.at])).toEqual([
    [13, 2],
    [12, 1],
  ]);
  expect(placed[0]).toMatchObject({ conversation: 'group:lobby', epoch: 7 });
});
