import { expect, test } from 'bun:test';
import type { ConversationKey, QueueKey } from '../keys.ts';
import { CommittedMerge } from './merge-committed.ts';

test('a conversation passes before the users, though a user was written first', () => {
  const [user, group] = ['a/user:bob' as QueueKey, 'a/group:g' as ConversationKey];
  const merge = new CommittedMerge();
  const place = (syncId: number) => ({ syncIds: [syncId], epochs: [1] });
  merge.add({ appends: [{ queues: [user], entry: '{"n":1}' }] }, [place(1)]);
  merge.add({ appends: [{ queues: [group], entry: '{"n":2}' }] }, [place(5)]);
  const left = { queues: [user], entry: '{"type":"left"}', stamp: group };
  merge.add({ appends: [left] }, [{ ...place(2), stamp: { epoch: 1, syncId: 5 } }]);
  expect(merge.list().map(({ queue, first, entries }) => [queue, first, entries.length])).toEqual([
    [group, 5, 1],
    [user, 1, 2],
  ]);
});
