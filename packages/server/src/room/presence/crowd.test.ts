import { expect, test } from 'bun:test';
import type { DeviceId, UserId } from '@eagre/protocol';
import { FakeClock, SeededRandom, withSeed } from '@eagre/testkit';
import { limits } from '../../limits.ts';
import { Member } from '../member.ts';
import { Crowd } from './crowd.ts';
import { roomKey } from './test/presence-fixture.ts';
import { TestConnection } from './test/test-connection.ts';

function crowdFixture(node = 'n1', clock = new FakeClock(), random = new SeededRandom(1)) {
  return { crowd: new Crowd({ node, clock, random, limits }), clock };
}

function member(user: string, device = 'phone', at = 0): Member {
  const connection = new TestConnection(user, device);
  return new Member(roomKey('a'), connection, user as UserId, device as DeviceId, at);
}

const namesOf = (members: readonly Member[]) =>
  members.map(({ user, device }) => `${user}/${device}`);
const { roomCrowdMs, roomCrowdForgetMs, roomMembersFull, roomMembersSample } = limits;

test('devices and users are counted, and nobody twice', () => {
  const { crowd } = crowdFixture();
  const [phone, tablet, bob] = [member('alice'), member('alice', 'tablet'), member('bob')];
  for (const one of [phone, tablet, bob, phone]) crowd.add(one);
  expect([crowd.devices, crowd.users, crowd.peak, crowd.visitors]).toEqual([3, 2, 3, 2]);
  crowd.remove(phone);
  crowd.remove(phone);
  expect([crowd.devices, crowd.users]).toEqual([2, 2]);
  crowd.remove(tablet);
  expect(crowd.total()).toEqual({ devices: 1, users: 1 });
  crowd.add(phone);
  expect([crowd.total(), crowd.peak, crowd.visitors]).toEqual([{ devices: 2, users: 2 }, 3, 2]);
});

test('counts, order of coming and devices of a user are those of a plain list', () =>
  withSeed((random) => {
    const { crowd } = crowdFixture('n1', new FakeClock(), random);
    const all = Array.from({ length: 60 }, (_, n) => member(`u${n % 17}`, `d${n}`));
    let model: Member[] = [];
    for (let step = 0; step < 3000; step += 1) {
      const one = random.pick(all);
      if (model.includes(one)) {
        crowd.remove(one);
        model = model.filter((other) => other !== one);
      } else {
        crowd.add(one);
        model.push(one);
      }
      const users = [...new Set(model.toReversed().map(({ user }) => user))];
      expect([crowd.devices, crowd.users]).toEqual([model.length, users.length]);
      expect(crowd.newest).toBe(model.at(-1));
      expect(crowd.members(100, 10).members.map(({ user }) => user)).toEqual(users);
      const { user } = random.pick(all);
      const theirs = model.filter((other) => other.user === user);
      expect(namesOf(crowd.membersOf(user)).sort()).toEqual(namesOf(theirs).sort());
    }
  }));

test('a large room shows its newest and a sample, each user once', () =>
  withSeed((random) => {
    const { crowd } = crowdFixture('n1', new FakeClock(), random);
    for (let n = 0; n < 1000; n += 1) crowd.add(member(`u${n}`, `d${n}`));
    const seen = new Set<UserId>();
    for (let round = 0; round < 600; round += 1) {
      const { members, complete } = crowd.members(roomMembersFull, roomMembersSample);
      const users = members.map(({ user }) => user);
      expect(complete).toBe(false);
      expect(users).toHaveLength(roomMembersSample);
      expect(new Set(users).size).toBe(roomMembersSample);
      const newest = Array.from(
        { length: roomMembersSample / 2 },
        (_, i) => `u${999 - i}` as UserId,
      );
      expect(users.slice(0, roomMembersSample / 2)).toEqual(newest);
      for (const user of users) seen.add(user);
    }
    // 600 rounds miss a given one with a probability of 1e-13.
    expect(seen.size).toBe(1000);
  }));

test('a crowd of one user with many devices ends the search', () => {
  const { crowd } = crowdFixture();
  for (let n = 0; n < 500; n += 1) crowd.add(member('alice', `d${n}`));
  expect(crowd.members(200, 100).members).toHaveLength(1);
});

test('a small room is listed in full, but not if some are on other nodes', () => {
  const { crowd } = crowdFixture();
  crowd.add(member('alice'));
  expect(crowd.members(200, 100).complete).toBe(true);
  crowd.take({ type: 'crowd', node: 'n2', devices: 1, users: 1 });
  expect(crowd.members(200, 100).complete).toBe(false);
});

test('other nodes count until they say none, or say nothing', async () => {
  const { crowd, clock } = crowdFixture();
  crowd.add(member('alice'));
  crowd.take({ type: 'crowd', node: 'n2', devices: 5, users: 4 });
  crowd.take({ type: 'crowd', node: 'n3', devices: 2, users: 2 });
  crowd.take({ type: 'crowd', node: 'n2', devices: 6, users: 4 });
  crowd.take({ type: 'crowd', node: 'n1', devices: 50, users: 40 });
  expect(crowd.total()).toEqual({ devices: 9, users: 7 });
  expect(crowd.peak).toBe(9);
  crowd.take({ type: 'crowd', node: 'n3', devices: 0, users: 0 });
  expect(crowd.total()).toEqual({ devices: 7, users: 5 });
  await clock.advance(roomCrowdForgetMs);
  crowd.report();
  expect(crowd.total()).toEqual({ devices: 7, users: 5 });
  await clock.advance(1);
  crowd.report();
  expect(crowd.total()).toEqual({ devices: 1, users: 1 });
  expect(crowd.peak).toBe(9);
});

/** What a crowd tells in so many intervals, by interval. */
async function reports(fixture: ReturnType<typeof crowdFixture>, intervals: number) {
  const told: (string | undefined)[] = [];
  for (let i = 0; i < intervals; i += 1) {
    const report = fixture.crowd.report();
    const visitors = report?.visitors === undefined ? '' : '+v';
    told.push(report && `${report.devices}/${report.users}${visitors}`);
    await fixture.clock.advance(roomCrowdMs);
  }
  return told;
}

test('a change is told twice, a crowd thrice in the time after which it is forgotten, and an end too', async () => {
  const fixture = crowdFixture();
  expect(await reports(fixture, 3)).toEqual([undefined, undefined, undefined]);
  const alice = member('alice');
  fixture.crowd.add(alice);
  const told = await reports(fixture, 9);
  expect(told.slice(0, 3)).toEqual(['1/1+v', '1/1', undefined]);
  expect(told.slice(3).filter((one) => one !== undefined)).toEqual(['1/1+v', '1/1']);
  fixture.crowd.remove(alice);
  expect(await reports(fixture, 20)).toEqual(['0/0', '0/0', ...Array(18).fill(undefined)]);
});

test('visitors are told although they were gone before anybody could count them', async () => {
  const fixture = crowdFixture();
  const alice = member('alice');
  fixture.crowd.add(alice);
  fixture.crowd.remove(alice);
  const told = await reports(fixture, 20);
  expect(told.filter((one) => one !== undefined)).toEqual(['0/0+v', '0/0+v']);
});

test('a node that turns up is told at the next interval', async () => {
  const fixture = crowdFixture();
  fixture.crowd.add(member('alice'));
  await reports(fixture, 5);
  fixture.crowd.take({ type: 'crowd', node: 'n2', devices: 1, users: 1 });
  expect((await reports(fixture, 1))[0]).toBe('1/1+v');
  fixture.crowd.take({ type: 'crowd', node: 'n2', devices: 2, users: 1 });
  expect((await reports(fixture, 1))[0]).toBeUndefined();
});

test('nodes agree on the number of visitors, and it outlives the room', async () => {
  const clock = new FakeClock();
  const crowds = ['n1', 'n2', 'n3'].map((node) => crowdFixture(node, clock).crowd);
  for (let n = 0; n < 300; n += 1) crowds[n % 3]?.add(member(`u${n % 150}`, `d${n}`));
  for (let interval = 0; interval < 5; interval += 1) {
    const told = crowds.map((crowd) => crowd.report());
    for (const crowd of crowds) for (const report of told) if (report) crowd.take(report);
    await clock.advance(roomCrowdMs);
  }
  expect(crowds.map((crowd) => crowd.visitors)).toEqual([150, 150, 150]);
  expect(crowds.map((crowd) => crowd.total().devices)).toEqual([300, 300, 300]);
  const later = crowdFixture().crowd;
  later.add(member('new'));
  const before = later.recordVersion;
  for (const crowd of crowds) later.restore(crowd.record());
  expect([later.peak, later.visitors, later.devices]).toEqual([300, 151, 1]);
  expect(later.recordVersion).toBeGreaterThan(before);
  later.restore({ peak: 7, visitors: 'no sketch' });
  expect([later.peak, later.visitors]).toEqual([300, 151]);
});

test('the record changes with peak and visitors only', () => {
  const { crowd } = crowdFixture();
  const versions = [crowd.recordVersion];
  const [alice, tablet] = [member('alice'), member('alice', 'tablet')];
  for (const step of [
    () => crowd.add(alice),
    () => crowd.remove(alice),
    () => crowd.add(tablet),
    () => crowd.add(alice),
  ]) {
    step();
    versions.push(crowd.recordVersion);
  }
  const changed = versions.slice(1).map((version, i) => version !== versions[i]);
  expect(changed).toEqual([true, false, false, true]);
});

test('joins are told once here and once to other nodes, those of other nodes only here', () => {
  const { crowd } = crowdFixture();
  crowd.add(member('alice'));
  crowd.add(member('alice', 'tablet'));
  crowd.offerRemoteJoins(['bob' as UserId], 0);
  crowd.offerRemoteJoins([], 0);
  const told = crowd.takeJoins(limits.roomJoinNames);
  expect(told?.users.toSorted()).toEqual(['alice', 'bob'] as UserId[]);
  expect(told?.more).toBe(0);
  expect(crowd.takeJoins(limits.roomJoinNames)).toBeUndefined();
  expect(crowd.takeLocalJoins(limits.roomJoinNames)).toEqual({
    users: ['alice' as UserId],
    more: 0,
  });
  expect(crowd.takeLocalJoins(limits.roomJoinNames)).toBeUndefined();
  crowd.add(member('alice', 'watch'));
  expect(crowd.takeJoins(limits.roomJoinNames)).toBeUndefined();
});

test('the curve has a point every so often', async () => {
  const { crowd, clock } = crowdFixture();
  crowd.add(member('alice'));
  crowd.take({ type: 'crowd', node: 'n2', devices: 2, users: 2 });
  for (let i = 0; i <= limits.roomCurveMs / roomCrowdMs; i += 1) {
    crowd.report();
    await clock.advance(roomCrowdMs);
  }
  expect(crowd.curve().map(({ devices }) => devices)).toEqual([3, 1]);
});
