import { expect, test } from 'bun:test';
import type { MessageEntry, PulledRange, QueueId } from '@eagre/protocol';
import { type EntriesFrame, entriesFrame } from './entries-frame.ts';
import { QueueFollower, type QueueRange } from './queue-follower.ts';

const queue = 'group:a' as QueueId;

function entry(syncId: number): MessageEntry {
  const message = { type: 'message', from: 'u1', at: 1, kind: 'text', body: { text: 'x' } };
  return { ...message, clientId: `m${syncId}` } as unknown as MessageEntry;
}

function range(first: number, last: number): MessageEntry[] {
  return Array.from({ length: last - first + 1 }, (_entry, i) => entry(first + i));
}

function frame(first: number, last: number): EntriesFrame {
  return entriesFrame(queue, 1, first, range(first, last));
}

function follower(position: number) {
  const handed: number[] = [];
  const gaps: string[] = [];
  let pulls = 0;
  const host = {
    gap: ({ position }: QueueFollower, { gap, from }: QueueRange) =>
      void gaps.push(`${gap ?? 'none'}: ${position} to ${from}`),
    pull: () => {
      pulls += 1;
    },
    handOver: ({ messages }: EntriesFrame, from: number) => {
      for (const { syncId } of messages.slice(from)) handed.push(syncId);
    },
  };
  const one = new QueueFollower(host, queue, 1, position, position);
  const pulled = (first: number, last: number, head: number) =>
    one.pulled({
      queue,
      epoch: 1,
      head,
      from: first - 1,
      items: range(first, last),
    } as PulledRange);
  return { one, handed, gaps, pulled, pulls: () => pulls };
}

test('the next is handed over, the old dropped, an overlap handed over in part', () => {
  const { one, handed, pulls } = follower(4);
  one.push(frame(5, 6));
  one.push(frame(5, 5));
  one.push(frame(6, 8));
  expect(handed).toEqual([5, 6, 7, 8]);
  expect(pulls()).toBe(0);
  expect(one.isBehind).toBe(false);
});

test('what is ahead waits for one pull of the hole', () => {
  const { one, handed, pulled, pulls } = follower(0);
  one.push(frame(3, 4));
  one.push(frame(5, 5));
  expect(pulls()).toBe(1);
  expect(one.isBehind).toBe(true);
  pulled(1, 3, 5);
  expect(handed).toEqual([1, 2, 3, 4, 5]);
  expect(one.isBehind).toBe(false);
});

test('a head past the position is pulled for, in as many pulls as it takes', () => {
  const { one, handed, pulled, pulls } = follower(2);
  one.headIs(2);
  expect(pulls()).toBe(0);
  one.headIs(6);
  pulled(3, 4, 6);
  expect(pulls()).toBe(2);
  pulled(5, 6, 6);
  expect(handed).toEqual([3, 4, 5, 6]);
  expect(one.isBehind).toBe(false);
});

test('a gap is told, and the queue goes on where the server says', () => {
  const { one, handed, gaps } = follower(2);
  one.headIs(9);
  one.pulled({ epoch: 1, head: 9, from: 6, items: range(7, 9), gap: 'trimmed' });
  expect([handed, gaps]).toEqual([[7, 8, 9], ['trimmed: 2 to 6']]);
  one.pulled({ epoch: 1, head: 11, from: 10, items: range(11, 11) });
  expect(gaps[1]).toBe('none: 9 to 10');
  expect(one.isBehind).toBe(false);
});

test('another epoch is asked for, and its numbers begin anew', () => {
  const { one, handed, gaps, pulls } = follower(8);
  one.push({ ...frame(3, 3), epoch: 2 });
  one.headIs(4, 2);
  expect([handed, pulls()]).toEqual([[], 1]);
  one.pulled({ epoch: 2, head: 4, from: 2, items: range(3, 4), gap: 'epoch' });
  expect([handed, gaps, one.epoch]).toEqual([[3, 4], ['epoch: 8 to 2'], 2]);
  one.push({ ...frame(9, 9), epoch: 1 });
  expect([one.position, one.isBehind]).toEqual([4, false]);
});

test('after a lost connection it goes on with the answer to the next connect, nothing twice', () => {
  const { one, handed, pulls, gaps } = follower(2);
  one.push(frame(5, 5));
  expect(pulls()).toBe(1);
  one.lost();
  one.resumed({ epoch: 1, head: 7, from: 2, items: range(3, 6) });
  expect([handed, pulls()]).toEqual([[3, 4, 5, 6], 2]);
  one.pulled({ epoch: 1, head: 7, from: 6, items: range(7, 7) });
  one.push(frame(6, 8));
  expect([handed, gaps]).toEqual([[3, 4, 5, 6, 7, 8], []]);
});
