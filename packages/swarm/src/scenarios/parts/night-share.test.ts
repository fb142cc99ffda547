import { afterEach, expect, test } from 'bun:test';
import { SeededRandom, until, withSeed } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import { GroupTalk } from './group-talk.ts';
import { nightPlan } from './night-plan.ts';
import { NightShare } from './night-share.ts';
import type { Part } from './phases.ts';
import { usersOf } from './users.ts';

const running: Part[] = [];
afterEach(() => {
  for (const part of running.splice(0)) part.stop();
});

const sumOf = (rated: readonly { perSecond: number }[]) =>
  rated.reduce((sum, { perSecond }) => sum + perSecond, 0);

test('in any number of processes the same happens, and strength is a factor on all of it', () =>
  withSeed((random) => {
    const users = usersOf('x', 400);
    const plan = nightPlan('x', users.length, random);
    for (const processes of [1, 3]) {
      const shares = Array.from({ length: processes }, (_share, index) => {
        const own = users.filter((_user, at) => at % processes === index);
        const devices = own.map((user) => ({ user }) as Device);
        return new NightShare(plan, users, devices, 2);
      });
      const all = (rated: (share: NightShare) => readonly { perSecond: number }[]) =>
        shares.reduce((sum, share) => sum + sumOf(rated(share)), 0);
      expect(all((share) => share.rooms(() => 1))).toBeCloseTo(2 * plan.rooms.length);
      expect(all((share) => share.groups(() => 1))).toBeCloseTo(2 * plan.groups.length);
      expect(all((share) => share.pairs(1))).toBeCloseTo(2 * plan.pairs.length);
      expect(shares.reduce((sum, share) => sum + share.viewers(1), 0)).toBeCloseTo(2 * 360);
      expect(shares[0]?.everySeconds(10)).toBe(5);
      const people = shares.flatMap((share) =>
        share.rooms(() => 1).map((room) => room.people ?? 0),
      );
      expect(people.reduce((sum, count) => sum + count, 0)).toBe(360);
    }
  }));

test('members of a group talk in it, but for those who are away', () =>
  withSeed(async ({ seed }) => {
    const devices = Array.from({ length: 8 }, (_device, i) => {
      return { user: `u${i}`, isReady: i % 4 !== 0 } as Device;
    });
    const said: string[] = [];
    const speaker = {
      send: (device: Device, conversation: string) => {
        said.push(`${device.user} ${conversation}`);
        return '';
      },
      settled: () => Promise.resolve(),
    };
    const groups = [
      { conversation: 'group:a', perSecond: 2000, devices },
      { conversation: 'group:none', perSecond: 2000, devices: [] },
    ];
    const talk = new GroupTalk(speaker, new SeededRandom(seed), groups);
    running.push(talk);
    talk.start();
    // Talk is uneven: it may take a while until a third one says something.
    await until(() => said.length > 200 && new Set(said).size > 2);
    expect(said.every((line) => line.endsWith(' group:a'))).toBe(true);
    expect(said.some((line) => /^u[04] /.test(line))).toBe(false);
  }));
