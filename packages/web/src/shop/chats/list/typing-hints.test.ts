import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { TypingHints } from './typing-hints.ts';

function hints() {
  const clock = new FakeClock();
  const told: (readonly (readonly [string, string])[])[] = [];
  return { clock, told, typing: new TypingHints(clock, (now) => told.push([...now])) };
}

test('a hint ends by itself, and later when the person goes on', async () => {
  const { clock, told, typing } = hints();
  typing.add('group:tea', 'ann');
  await clock.advance(5000);
  typing.add('group:tea', 'ann');
  await clock.advance(5000);
  expect(told).toEqual([[['group:tea', 'ann']]]);
  await clock.advance(1000);
  expect(told.at(-1)).toEqual([]);
});

test('a message ends it at once', () => {
  const { told, typing } = hints();
  typing.add('group:tea', 'ann');
  typing.end('group:tea');
  typing.end('group:tea');
  expect(told).toEqual([[['group:tea', 'ann']], []]);
});

test('there are no more than fit a list, and none after the end', async () => {
  const { clock, told, typing } = hints();
  for (let n = 0; n < 80; n += 1) typing.add(`group:${n}`, 'ann');
  expect(told.at(-1)).toHaveLength(50);
  await clock.advance(5000);
  typing.add('group:0', 'ann');
  await clock.advance(5000);
  expect(told.at(-1)).toEqual([['group:0', 'ann']]);
  typing.close();
  const count = told.length;
  await clock.advance(60_000);
  expect(told).toHaveLength(count);
});
