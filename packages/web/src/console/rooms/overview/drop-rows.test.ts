import { expect, test } from 'bun:test';
import { dropRows } from './drop-rows.ts';

test('reasons stand by what they cost, those that cost nothing are left out', () => {
  const rows = dropRows({
    closed: {},
    buffer_full: { viewer: 2 },
    sender_cap: { viewer: 30, follower: 4 },
    receiver_cap: { viewer: 0 },
  });
  expect(rows.map(({ reason, total }) => [reason, total])).toEqual([
    ['sender_cap', 34],
    ['buffer_full', 2],
  ]);
});
