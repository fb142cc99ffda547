import { expect, test } from 'bun:test';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { type ChainPlan, type ChainShape, chainPlan, directOf } from './group-chains.ts';

function someShape(random: SeededRandom): ChainShape {
  const users = Array.from({ length: 3 + random.int(300) }, (_user, i) => `xu${i}`);
  const teamSize = 3 + random.int(80);
  return { runId: 'x', users, teamSize, fanout: 1 + random.int(8), roots: 1 + random.int(4) };
}

/** Lets everybody act as soon as it hears; gives who is in which group and how often each acted. */
function played({ steps }: ChainPlan, users: readonly string[]) {
  const members = new Map<string, Set<number>>();
  const waiting = new Set(steps);
  const ready = steps.filter(({ heard }) => heard === undefined);
  const acted: typeof steps = [];
  for (let step = ready.shift(); step !== undefined; step = ready.shift()) {
    acted.push(step);
    waiting.delete(step);
    for (const act of step.acts) {
      if ('group' in act) {
        if (act.what === 'create') expect(members.has(act.group)).toBe(false);
        const known = members.get(act.group) ?? new Set([step.user]);
        expect(known.has(step.user)).toBe(true);
        for (const user of act.users) {
          expect(known.has(user)).toBe(false);
          known.add(user);
        }
        members.set(act.group, known);
        continue;
      }
      const hears = (user: number) =>
        members.get(act.conversation)?.has(user) ??
        act.conversation.split(':').includes(users[user] as string);
      expect(hears(step.user)).toBe(true);
      for (const other of waiting) {
        const { heard, user } = other;
        if (heard?.conversation !== act.conversation || heard.from !== step.user) continue;
        if (!hears(user)) continue;
        waiting.delete(other);
        ready.push(other);
      }
    }
  }
  return { members, acted };
}

test('whoever waits hears of a card, and the teams are full at the end', () =>
  withSeed((random) => {
    for (let i = 0; i < 60; i += 1) {
      const shape = someShape(random);
      const plan = chainPlan(shape, random);
      const { members, acted } = played(plan, shape.users);
      expect(acted.length).toBe(plan.steps.length);
      expect(members.size).toBe(plan.teams.length);
      for (const team of plan.teams) {
        expect([...(members.get(team.group) ?? [])].sort()).toEqual([...team.members].sort());
        expect(team.members.length).toBeLessThanOrEqual(shape.teamSize);
      }
      expect(new Set(plan.teams.flatMap((team) => team.members)).size).toBe(shape.users.length);
    }
  }));

test('a user waits for one card in a conversation, at most', () =>
  withSeed((random) => {
    for (let i = 0; i < 60; i += 1) {
      const { steps } = chainPlan(someShape(random), random);
      const heard = steps.flatMap((step) =>
        step.heard === undefined ? [] : `${step.user} ${step.heard.conversation}`,
      );
      expect(new Set(heard).size).toBe(heard.length);
    }
  }));

test('chains are deep: teams are founded on cards from other teams, some through a friend', () =>
  withSeed((random) => {
    const users = Array.from({ length: 600 }, (_user, i) => `xu${i}`);
    const shape = { runId: 'x', users, teamSize: 30, fanout: 2, roots: 2 };
    const { teams, steps } = chainPlan(shape, random);
    expect(teams.filter(({ hop }) => hop === 0)).toHaveLength(2);
    expect(Math.max(...teams.map(({ hop }) => hop))).toBeGreaterThan(8);
    const friends = steps.filter(({ heard }) => heard?.conversation.startsWith('direct:'));
    expect(friends.length).toBeGreaterThan(3);
  }));

test('a direct conversation has the smaller user first', () => {
  expect(directOf('xu2', 'xu10')).toBe('direct:xu10:xu2');
  expect(directOf('xu10', 'xu2')).toBe('direct:xu10:xu2');
});
