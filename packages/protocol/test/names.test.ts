import { describe, expect, test } from 'bun:test';
import {
  conversationId,
  conversationKinds,
  conversationOf,
  directOf,
  groupOf,
  isUserQueue,
  kindOf,
  queueId,
  queueOf,
  queuePosition,
  roomId,
  roomOf,
  userId,
  userQueueOf,
  usersOfDirect,
} from '@eagre/protocol';
import fc from 'fast-check';

const name = fc.stringMatching(/^[A-Za-z0-9_.@-]{1,64}$/);

describe('names', () => {
  test('a direct conversation is the same whoever writes first, and tells its users', () => {
    fc.assert(
      fc.property(name, name, (one, other) => {
        const id = directOf(one, other);
        expect(id).toBe(directOf(other, one));
        expect(conversationId.parse(id)).toBe(id);
        expect(usersOfDirect(id)?.map(String)).toEqual([one, other].sort());
        expect(kindOf(id)).toBe('direct');
      }),
    );
  });

  test('queues and conversations name each other', () => {
    fc.assert(
      fc.property(name, (text) => {
        const group = groupOf(text);
        expect(conversationOf(queueOf(group))).toBe(group);
        expect(queueId.parse(group)).toBe(queueOf(group));
        const own = userQueueOf(text);
        expect([isUserQueue(own), conversationOf(own)]).toEqual([true, undefined]);
        expect(queueId.parse(own)).toBe(own);
        expect(usersOfDirect(group)).toBeUndefined();
      }),
    );
  });

  test('a room has a name, and its queue is its id', () => {
    fc.assert(
      fc.property(name, (text) => {
        const room = roomOf(text);
        expect([roomId.parse(room), conversationId.parse(room)]).toEqual([room, room]);
        expect([queueId.parse(room), conversationOf(queueOf(room))]).toEqual([queueOf(room), room]);
        expect(kindOf(room)).toBe('room');
        expect(roomId.safeParse(groupOf(text)).success).toBe(false);
        expect(roomId.safeParse(text).success).toBe(false);
      }),
    );
  });

  test('a user called like a prefix stays a user', () => {
    expect(isUserQueue(queueOf(groupOf('user')))).toBe(false);
    expect(isUserQueue(userQueueOf('group'))).toBe(true);
  });

  test.each(['', 'a b', 'a:b', 'a/b', 'é', 'a\n', 'x'.repeat(65)])('"%s" is no name', (text) => {
    expect(userId.safeParse(text).success).toBe(false);
    expect(conversationId.safeParse(`group:${text}`).success).toBe(false);
    expect(queueId.safeParse(`user:${text}`).success).toBe(false);
    expect(roomId.safeParse(`room:${text}`).success).toBe(false);
  });

  test('every kind has ids of its own', () => {
    for (const kind of conversationKinds) {
      const id = kind === 'direct' ? 'direct:a:b' : `${kind}:a`;
      expect(kindOf(conversationId.parse(id))).toBe(kind);
    }
  });

  test('a position goes there and back as JSON', () => {
    const position = ['direct:a:b', 3, Number.MAX_SAFE_INTEGER];
    expect(queuePosition.parse(JSON.parse(JSON.stringify(position)))).toEqual(position as never);
    expect(queuePosition.safeParse(['user:a', 0, 2 ** 53]).success).toBe(false);
  });
});
