import { expect, test } from 'bun:test';
import type { FanoutMode, FanoutPolicy } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import type { ConversationKey } from '../keys.ts';
import { Activity } from './activity.ts';
import { desiredMode, firstMode } from './fanout-policy.ts';

const limits = { readModeMembers: 100, readModeRows: 500, writeModeQuietMs: 600_000 };

test.each<[FanoutPolicy, FanoutMode, number, number, number, FanoutMode]>([
  ['write', 'read', 500, 100, 0, 'write'],
  ['read', 'write', 1, 0, 0, 'read'],
  ['auto', 'write', 100, 5, 0, 'write'],
  ['auto', 'write', 100, 5.1, 0, 'read'],
  ['auto', 'write', 101, 0, 0, 'read'],
  ['auto', 'read', 10, 0, 599_999, 'read'],
  ['auto', 'read', 10, 0, 600_000, 'write'],
  ['auto', 'read', 75, 0, 600_000, 'write'],
  ['auto', 'read', 76, 0, 600_000, 'read'],
])('policy %s in %s, %i members, %d a second, quiet for %i ms: %s', (...row) => {
  const [policy, mode, members, rate, quietMs, expected] = row;
  expect(desiredMode({ policy, mode, members, rate, quietMs }, limits)).toBe(expected);
});

test('a group starts in the mode of its policy and size', () => {
  expect(firstMode('auto', 2, limits)).toBe('write');
  expect(firstMode('auto', 320, limits)).toBe('read');
  expect(firstMode('read', 2, limits)).toBe('read');
  expect(firstMode('write', 320, limits)).toBe('write');
});

const key = 'shop/group:g' as ConversationKey;

test('the rate follows a steady stream and fades after it', async () => {
  const clock = new FakeClock();
  const activity = new Activity(clock, 10);
  for (let i = 0; i < 600; i += 1) {
    activity.note(key, i + 1);
    await clock.advance(100);
  }
  expect(activity.of(key).rate).toBeCloseTo(10, 0);
  await clock.advance(60_000);
  expect(activity.of(key).rate).toBeLessThan(0.1);
  expect(activity.of(key).quietMs).toBeGreaterThanOrEqual(60_000);
});

test('a single burst of a moment does not make a group busy', () => {
  const activity = new Activity(new FakeClock(), 10);
  for (let i = 0; i < 10; i += 1) activity.note(key, i + 1);
  expect(activity.of(key).rate).toBeCloseTo(1);
});

test('entries that other nodes stored count, spread over the time since the last one here', async () => {
  const clock = new FakeClock();
  const activity = new Activity(clock, 10);
  for (let second = 0; second < 60; second += 1) {
    activity.note(key, second * 10 + 1);
    await clock.advance(1000);
  }
  expect(activity.of(key).rate).toBeCloseTo(9.5, 0);
  // A hundred within an hour are no rush.
  await clock.advance(3_600_000);
  activity.note(key, 700);
  expect(activity.of(key).rate).toBeLessThan(0.2);
  // A number from before says nothing.
  activity.note(key, 650);
  expect(activity.of(key).rate).toBeLessThan(0.3);
});

test('it is bounded, and gives out quiet conversations once', async () => {
  const clock = new FakeClock();
  const activity = new Activity(clock, 2);
  for (const id of ['a', 'b', 'c']) activity.note(id as ConversationKey, 1);
  expect(activity.size()).toBe(2);
  await clock.advance(1000);
  activity.note('c' as ConversationKey, 2);
  expect(activity.takeQuiet(1000, 10)).toEqual(['b' as ConversationKey]);
  expect(activity.takeQuiet(1000, 10)).toEqual([]);
  expect(activity.of('b' as ConversationKey)).toEqual({ rate: 0, quietMs: 0 });
});
