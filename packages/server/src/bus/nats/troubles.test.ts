import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { Troubles } from './troubles.ts';

test('the first of each kind is told, then now and then how many more', async () => {
  const clock = new FakeClock();
  const told: unknown[] = [];
  const troubles = new Troubles({ clock, everyMs: 1000, report: (_, what) => told.push(what) });
  for (let n = 0; n < 50; n += 1) troubles.note('flood', new Error('x'));
  troubles.note('fire', new Error('x'));
  expect(told).toEqual(['flood', 'fire']);
  await clock.advance(1000);
  troubles.note('flood', new Error('x'));
  expect(told.at(-1)).toBe('flood (and 49 times more since it was told)');
  await clock.advance(1000);
  troubles.note('flood', new Error('x'));
  expect(told.at(-1)).toBe('flood');
});
