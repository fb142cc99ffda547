import { expect, test } from 'bun:test';
import { keyOf } from './test/fanout-fixture.ts';
import { Topic } from './topic.ts';

function topic() {
  return new Topic(keyOf('a'), {} as never);
}

test('the rate of a topic is that of its last seconds, however entries come together', () => {
  const busy = topic();
  for (let second = 1; second <= 60; second += 1) busy.passed(1, second * 40, second * 1000);
  expect(Math.abs(busy.perSecond(60_500) - 40)).toBeLessThan(10);
  for (let second = 61; second <= 90; second += 1) busy.passed(1, 2400 + second, second * 1000);
  expect(busy.perSecond(90_500)).toBeLessThan(2);
  expect(busy.perSecond(110_000)).toBe(0);
});

test('what comes first or again, or in another epoch, is no burst', () => {
  const quiet = topic();
  quiet.passed(1, 1_000_000, 5000);
  expect(quiet.perSecond(5000)).toBe(1);
  quiet.passed(1, 1_000_000, 5100);
  quiet.passed(1, 999_000, 5200);
  expect([quiet.perSecond(5200), quiet.head]).toEqual([1, 1_000_000]);
  quiet.passed(2, 7, 5300);
  expect([quiet.perSecond(5300), quiet.epoch, quiet.head]).toEqual([2, 2, 7]);
});
