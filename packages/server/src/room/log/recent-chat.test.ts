import { expect, test } from 'bun:test';
import type { UserId } from '@eagre/protocol';
import { RecentChat } from './recent-chat.ts';

const said = (...texts: string[]) =>
  texts.map((text) => ({ text, sender: 'ann' as UserId, rank: 3 }));

test('the newest messages are kept, oldest first', () => {
  const recent = new RecentChat({ roomSnapshotChat: 3, roomSnapshotChatChars: 100 });
  expect(recent.texts()).toEqual([]);
  recent.add(said('a', 'b'));
  recent.add([]);
  recent.add(said('c', 'd'));
  expect(recent.texts()).toEqual(['b', 'c', 'd']);
  recent.add(said('e', 'f', 'g', 'h', 'i'));
  expect(recent.texts()).toEqual(['g', 'h', 'i']);
});

test('as many as fit the characters', () => {
  const recent = new RecentChat({ roomSnapshotChat: 3, roomSnapshotChatChars: 10 });
  recent.add(said('1234', '5678', '90'));
  expect(recent.texts()).toEqual(['1234', '5678', '90']);
  recent.add(said('x'));
  expect(recent.texts()).toEqual(['5678', '90', 'x']);
  recent.add(said('much too long'));
  expect(recent.texts()).toEqual([]);
});
