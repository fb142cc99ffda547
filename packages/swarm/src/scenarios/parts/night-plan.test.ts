import { expect, test } from 'bun:test';
import { SeededRandom, withSeed } from '@eagre/testkit';
import { nightPlan } from './night-plan.ts';
import { heavyTailed } from './spread.ts';

test('parts of a heavy tail add up, fall, and none is negative', () =>
  withSeed((random) => {
    for (let i = 0; i < 200; i += 1) {
      const total = random.int(5000);
      const parts = heavyTailed(total, 1 + random.int(300), random.next() * 2);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(total);
      expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
      expect((parts[0] ?? 0) + 1).toBeGreaterThanOrEqual(parts.at(-1) ?? 0);
    }
  }));

test('3,000 users: two huge rooms, 20 middle and 200 small ones, groups and pairs', () =>
  withSeed((random) => {
    const { rooms, groups, pairs } = nightPlan('x', 3000, random);
    const of = (size: string) => rooms.filter((room) => room.size === size);
    expect(['huge', 'middle', 'small'].map((size) => of(size).length)).toEqual([2, 20, 200]);
    const crowd = (size: string) => of(size).reduce((sum, { viewers }) => sum + viewers.length, 0);
    expect(crowd('huge') / 2700).toBeCloseTo(0.55, 1);
    expect(crowd('small') / 2700).toBeCloseTo(0.15, 1);
    const promotions = groups.filter(({ isPromotion }) => isPromotion);
    expect(promotions.map(({ members }) => members.length)).toEqual(Array(9).fill(320));
    const rest = groups.filter(({ isPromotion }) => !isPromotion);
    expect(Math.max(...rest.map(({ members }) => members.length))).toBeWithin(20, 101);
    for (const { size, host, viewers } of rooms) {
      if (size === 'huge') expect(viewers).toContain(host as number);
      else expect(host).toBeUndefined();
    }
    expect(pairs).toHaveLength(500);
    expect(new Set(pairs.flat()).size).toBe(1000);
  }));

test('of any size each user is in one room at most and once in a group, and there are rooms of each size', () =>
  withSeed((random) => {
    for (let i = 0; i < 50; i += 1) {
      const users = 20 + random.int(2000);
      const { rooms, groups } = nightPlan('x', users, random);
      const viewers = rooms.flatMap((room) => room.viewers);
      expect(new Set(viewers).size).toBe(viewers.length);
      expect(new Set(rooms.map(({ size }) => size)).size).toBe(3);
      for (const { members } of groups) {
        expect(new Set(members).size).toBe(members.length);
        expect(members.length).toBeWithin(1, 501);
        expect(Math.max(...members)).toBeLessThan(users);
      }
      expect(new Set([...rooms, ...groups].map((each) => JSON.stringify(each))).size).toBe(
        rooms.length + groups.length,
      );
    }
  }));

test('however many users there are, small groups stay small and huge rooms few', () =>
  withSeed((random) => {
    const { rooms, groups } = nightPlan('x', 30_000, random);
    const familiar = groups.filter(({ isPromotion }) => !isPromotion);
    expect(Math.max(...familiar.map(({ members }) => members.length))).toBe(100);
    expect(rooms.filter(({ size }) => size === 'huge')).toHaveLength(2);
    expect(rooms.filter(({ size }) => size === 'small')).toHaveLength(2000);
  }));

test('the same seed gives the same night, another one another', () => {
  const night = (seed: number) => JSON.stringify(nightPlan('x', 500, new SeededRandom(seed)));
  expect(night(7)).toBe(night(7));
  expect(night(7)).not.toBe(night(8));
});
