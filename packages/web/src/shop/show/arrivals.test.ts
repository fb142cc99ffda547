import { expect, test } from 'bun:test';
import type { RoomJoinsEvent } from '@eagre/client';
import { arrived, noArrivals } from './arrivals.ts';

const joins = (users: string[], more = 0) => ({ users, more }) as RoomJoinsEvent;

test('two have names, the others are counted, oneself is not news', () => {
  const first = arrived(noArrivals, joins(['ann', 'me']), 'me');
  expect(first).toEqual({ names: ['ann'], others: 0 });
  const second = arrived(first, joins(['bob', 'cy', 'ann'], 40), 'me');
  expect(second).toEqual({ names: ['ann', 'bob'], others: 41 });
});

test('a crowd costs two names, however large', () => {
  let all = noArrivals;
  for (let n = 0; n < 1000; n += 1) all = arrived(all, joins([`u${n}`], 9), 'me');
  expect(all).toEqual({ names: ['u0', 'u1'], others: 9998 });
});
