import { expect, test } from 'bun:test';
import { EndedSessions } from './ended-sessions.ts';

test('a session stays ended until it would have ended by itself', () => {
  const ended = new EndedSessions(10);
  ended.add({ id: 'a', expiresAt: 100 }, 0);
  ended.add({ id: 'b', expiresAt: 200 }, 99);
  expect([ended.has('a'), ended.has('b'), ended.has('c')]).toEqual([true, true, false]);
  ended.add({ id: 'c', expiresAt: 300 }, 100);
  expect([ended.has('a'), ended.has('b'), ended.size]).toEqual([false, true, 2]);
});

test('memory is bounded, whatever is logged out', () => {
  const ended = new EndedSessions(3);
  for (let i = 0; i < 10; i += 1) ended.add({ id: `s${i}`, expiresAt: 1e9 }, 0);
  expect(ended.size).toBe(3);
  expect([ended.has('s6'), ended.has('s7'), ended.has('s9')]).toEqual([false, true, true]);
});
