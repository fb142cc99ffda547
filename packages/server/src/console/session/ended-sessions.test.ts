import { expect, test } from 'bun:test';
import { type EndedSession, EndedSessions } from './ended-sessions.ts';

const ended = (id: string, expiresAt: number): EndedSession => ({ id, expiresAt });

test('a session stays ended until it would have ended by itself', () => {
  const sessions = new EndedSessions(10);
  sessions.add([ended('a', 100)], 0);
  sessions.add([ended('b', 200)], 99);
  expect(['a', 'b', 'c'].map((id) => sessions.has(id))).toEqual([true, true, false]);
  sessions.add([ended('c', 300)], 100);
  expect(sessions.all).toEqual([ended('c', 300), ended('b', 200)]);
  sessions.add([ended('late', 100)], 100);
  expect(sessions.has('late')).toBe(false);
});

test('memory is bounded, whatever is logged out: those that would stay longest are kept', () => {
  const sessions = new EndedSessions(3);
  for (let i = 0; i < 10; i += 1) sessions.add([ended(`s${i}`, 1000 + i)], 0);
  sessions.add([ended('old', 900)], 0);
  expect(sessions.all.map(({ id }) => id)).toEqual(['s9', 's8', 's7']);
});

test('in whatever order they are learned, the same are kept', () => {
  const many = Array.from({ length: 20 }, (_, i) => ended(`s${i}`, 1000 + (i % 4)));
  const one = new EndedSessions(7);
  const other = new EndedSessions(7);
  one.add(many, 0);
  for (const session of many.toReversed()) other.add([session], 0);
  expect(other.all).toEqual(one.all);
  expect(one.all).toHaveLength(7);
});
