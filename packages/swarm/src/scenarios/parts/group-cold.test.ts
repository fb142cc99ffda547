import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { coldPlan } from './group-cold.ts';

test('each user is in so many groups, and sleeps, wakes or is new', () =>
  withSeed((random) => {
    for (let i = 0; i < 40; i += 1) {
      const users = Array.from({ length: 10 + random.int(600) }, (_user, at) => `xu${at}`);
      const groupsPerUser = 1 + random.int(30);
      const missedPerGroup = random.int(6);
      const freshShare = random.next();
      const plan = coldPlan('x', users, { groupsPerUser, missedPerGroup, freshShare });
      const { groups, awake, asleep, fresh, missed } = plan;
      expect(groups.flatMap(({ members }) => members)).toHaveLength(users.length * groupsPerUser);
      for (const user of users.slice(0, 5)) {
        expect(groups.filter(({ members }) => members.includes(user))).toHaveLength(groupsPerUser);
      }
      expect([...awake, ...asleep, ...fresh].sort()).toEqual([...users].sort());
      expect(Math.abs(fresh.length - (fresh.length + asleep.length) * freshShare)).toBeLessThan(1);
      expect(missed).toHaveLength(
        groups.filter(({ members }) => members.length > 0).length * missedPerGroup,
      );
      for (const { group, user } of missed) {
        expect(awake).toContain(user);
        expect(groups.find((each) => each.group === group)?.members).toContain(user);
      }
      expect(Math.max(...groups.map(({ members }) => members.length))).toBeLessThanOrEqual(500);
    }
  }));
