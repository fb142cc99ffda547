import { expect, test } from 'bun:test';
import { ChatCounts, FlushSizes } from './chat-counts.ts';

test('the newest sizes are remembered, all are summed up', () => {
  const sizes = new FlushSizes(3);
  expect([sizes.recent(), sizes.median()]).toEqual([[], 0]);
  for (const size of [9, 1, 5, 2]) sizes.note(size);
  expect([sizes.recent(), sizes.median()]).toEqual([[1, 5, 2], 2]);
  expect([sizes.count, sizes.total, sizes.max]).toEqual([4, 17, 9]);
});

test('flushes without messages have no size, and waits are those of messages', () => {
  const counts = new ChatCounts(10);
  counts.flushed(0, 0);
  counts.flushed(3, 40);
  counts.flushed(1, 70);
  expect(counts).toMatchObject({ flushes: 3, waitedMs: 110, longestWaitMs: 70 });
  expect(counts.sizes.recent()).toEqual([3, 1]);
});

test('what a room counted goes into the sums of the node', () => {
  const room = new ChatCounts(10);
  room.offered[3] = 5;
  room.taken[0] = 2;
  room.shown[3] = 4;
  room.drop('sender_cap', [0, 0, 0, 1]);
  room.published = 3;
  room.flushed(4, 20);
  const node = new ChatCounts(1);
  node.add(room);
  node.add(room);
  expect(node).toMatchObject({ flushes: 2, published: 6, waitedMs: 40, longestWaitMs: 20 });
  expect([node.offered, node.taken, node.shown]).toEqual([
    [0, 0, 0, 10],
    [4, 0, 0, 0],
    [0, 0, 0, 8],
  ]);
  expect(node.dropped).toMatchObject({ sender_cap: [0, 0, 0, 2], receiver_cap: [0, 0, 0, 0] });
  expect([node.sizes.count, node.sizes.total, node.sizes.max]).toEqual([2, 8, 4]);
});
