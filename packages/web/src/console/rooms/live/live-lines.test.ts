import { expect, test } from 'bun:test';
import type { RoomLine } from '@eagre/client/react';
import { messagesOf, wayIdOf } from './live-lines.ts';

const room = 'room:show1';
const chat = { type: 'chat', room, from: 'u1', kind: 'text', body: { text: 'hi' }, at: 1 };
const said = { type: 'message', room, from: 'ann', kind: 'text', body: {}, at: 2, epoch: 7 };
const line = (of: object, key: number) => ({ ...of, key }) as unknown as RoomLine;

test('the newest is first, and who came in is left out', () => {
  const lines = [
    line(chat, 1),
    line({ type: 'joins', room, users: ['u1'], more: 0 }, 2),
    line({ ...said, syncId: 3 }, 3),
    line({ type: 'gap', room, reason: 'trimmed', epoch: 7, from: 0, to: 2 }, 4),
  ];
  expect(messagesOf(lines).map(({ key }) => key)).toEqual([3, 1]);
});

test('a way is asked for by the id of the sender, of a stored message else by its place', () => {
  const ids = messagesOf([
    line(chat, 1),
    line({ ...chat, id: 'c-1' }, 2),
    line({ ...said, syncId: 3 }, 3),
    line({ ...said, syncId: 4, clientId: 'm-1' }, 4),
  ]).map(wayIdOf);
  expect(ids).toEqual(['m-1', 'room:show1~7~3', 'c-1', undefined]);
});
