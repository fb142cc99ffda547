import { expect, test } from 'bun:test';
import type { UserId } from '@eagre/protocol';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { JoinSample } from './join-sample.ts';

const user = (n: number) => `u${n}` as UserId;
const users = (count: number, from = 0) => Array.from({ length: count }, (_, i) => user(from + i));

function sampleOf(random: SeededRandom, joined: readonly UserId[]): JoinSample {
  const sample = new JoinSample(random, 3);
  for (const one of joined) sample.add(one);
  return sample;
}

test('few are all named, many are named in part, and each join is told once', () =>
  withSeed((random) => {
    const sample = sampleOf(random, users(2));
    expect(sample.take(3)).toEqual({ users: users(2), more: 0 });
    expect(sample.take(3)).toBeUndefined();
    for (const one of users(131)) sample.add(one);
    const told = sample.take(3);
    expect(told?.users).toHaveLength(3);
    expect(told?.more).toBe(128);
    for (const one of users(5)) sample.add(one);
    expect(sample.take(1)).toMatchObject({ users: [expect.any(String)], more: 4 });
  }));

test('a user who is named is not counted again', () =>
  withSeed((random) => {
    const sample = sampleOf(random, [user(1), user(1)]);
    sample.merge([user(1), user(2)], 0);
    const told = sample.take(3);
    expect(told?.users.toSorted()).toEqual(users(2, 1));
    expect(told?.more).toBe(0);
  }));

/** How often each was named, over many rounds. */
function namings(rounds: number, round: () => JoinSample): Map<UserId, number> {
  const named = new Map<UserId, number>();
  for (let i = 0; i < rounds; i += 1) {
    for (const one of round().take(3)?.users ?? []) named.set(one, (named.get(one) ?? 0) + 1);
  }
  return named;
}

test('everybody who came is named equally often, on whatever node', () =>
  withSeed((random) => {
    const rounds = 20_000;
    for (const [here, there] of [
      [20, 0],
      [12, 8],
      [1, 3],
      [3, 1],
      [0, 6],
    ] as const) {
      const named = namings(rounds, () => {
        const sample = sampleOf(random, users(here));
        const told = sampleOf(random, users(there, here)).take(3);
        sample.merge(told?.users ?? [], told?.more ?? 0);
        return sample;
      });
      const expected = (rounds * 3) / (here + there);
      // The standard deviation is at most 71.
      for (const one of users(here + there)) {
        expect(Math.abs((named.get(one) ?? 0) - expected)).toBeLessThan(500);
      }
    }
  }));

test('merged samples add up, and hold no more names than one', () =>
  withSeed((random) => {
    const sample = sampleOf(random, users(1));
    sample.merge(users(3, 10), 7);
    sample.merge([], 4);
    sample.merge(users(9, 20), 0);
    const told = sample.take(3);
    expect(told?.users).toHaveLength(3);
    expect(told?.more).toBe(1 + 10 + 4 + 9 - 3);
    const unnamed = sampleOf(random, []);
    unnamed.merge([], 5);
    expect(unnamed.take(3)).toEqual({ users: [], more: 5 });
  }));
