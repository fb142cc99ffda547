import { expect, test } from 'bun:test';
import { roomIdOf, roomMatches } from './room-match.ts';

test('a room is found by a part of its id or of its name', () => {
  const room = { room: 'room:show1', name: 'Autumn Sale' };
  expect(roomMatches(room, '')).toBe(true);
  expect(roomMatches(room, ' SHOW ')).toBe(true);
  expect(roomMatches(room, 'autumn')).toBe(true);
  expect(roomMatches(room, 'winter')).toBe(false);
  expect(roomMatches({ room: 'room:show1' }, 'undefined')).toBe(false);
});

test('a room is opened by its name or its id', () => {
  expect(roomIdOf('show1')).toBe('room:show1');
  expect(roomIdOf('room:show1')).toBe('room:show1');
});
