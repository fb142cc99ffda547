import { expect, test } from 'bun:test';
import { limits } from '../../limits.ts';
import { codeOf, presenceFixture, roomKey } from './test/presence-fixture.ts';
import { TestConnection } from './test/test-connection.ts';

const [a, b, c] = [roomKey('a'), roomKey('b'), roomKey('c')];
const graceMs = limits.roomGraceMs;

test('a device enters, is there once, and leaves', () => {
  const { presence, news } = presenceFixture();
  const alice = new TestConnection('alice');
  const first = presence.enter(alice, a, 1);
  expect(first).toMatchObject({ isNew: true, member: { room: a, user: 'alice', device: 'phone' } });
  expect(presence.enter(alice, a, 1)).toEqual({ member: first.member, isNew: false });
  expect(presence.enter(alice, a, 2)).toEqual({ member: first.member, isNew: false });
  expect(presence.memberOf(alice, a)).toBe(first.member);
  expect([presence.devices, presence.memberships]).toEqual([1, 1]);
  presence.leave(alice, a, 3);
  presence.leave(alice, a, 3);
  expect(presence.memberOf(alice, a)).toBeUndefined();
  expect([presence.devices, presence.memberships]).toEqual([0, 0]);
  expect(news()).toEqual(['entered a alice/phone', 'left a alice/phone']);
});

test('the greatest generation of a room wins, in whatever order actions come', () => {
  const { presence } = presenceFixture();
  const alice = new TestConnection('alice');
  presence.enter(alice, a, 5);
  expect(codeOf(() => presence.enter(alice, a, 4))).toBe('stale');
  expect(codeOf(() => presence.leave(alice, a, 5))).toBe('stale');
  expect(codeOf(() => presence.leave(alice, a, 4))).toBe('stale');
  presence.leave(alice, a, 7);
  expect(codeOf(() => presence.enter(alice, a, 7))).toBe('stale');
  expect(codeOf(() => presence.enter(alice, a, 6))).toBe('stale');
  expect(codeOf(() => presence.leave(alice, a, 6))).toBe('stale');
  // Other rooms have generations of their own, and a leave may overtake its enter.
  expect(presence.enter(alice, b, 2).isNew).toBe(true);
  presence.leave(alice, c, 9);
  expect(codeOf(() => presence.enter(alice, c, 8))).toBe('stale');
  expect(presence.memberships).toBe(1);
});

test('a hop leaves and enters with one generation', () => {
  const { presence, news } = presenceFixture();
  const alice = new TestConnection('alice');
  presence.enter(alice, a, 1);
  presence.enter(alice, b, 2, a);
  expect(news()).toEqual(['entered a alice/phone', 'left a alice/phone', 'entered b alice/phone']);
  expect(codeOf(() => presence.enter(alice, a, 2))).toBe('stale');
  expect(presence.enter(alice, b, 2, a).isNew).toBe(false);
  expect(presence.memberships).toBe(1);
  expect(codeOf(() => presence.enter(alice, a, 9, a))).toBe('invalid_argument');
});

test('a hop that comes late changes nothing, or does not leave what was entered since', () => {
  const { presence, news } = presenceFixture();
  const alice = new TestConnection('alice');
  presence.enter(alice, a, 5);
  presence.enter(alice, b, 6);
  expect(codeOf(() => presence.enter(alice, b, 4, a))).toBe('stale');
  expect(presence.enter(alice, c, 4, a).isNew).toBe(true);
  expect(presence.memberOf(alice, a)).toBeDefined();
  // What it was to leave may come later still.
  presence.enter(alice, roomKey('d'), 8, roomKey('e'));
  expect(codeOf(() => presence.enter(alice, roomKey('e'), 7))).toBe('stale');
  expect(news().filter((one) => one.startsWith('left'))).toEqual([]);
});

test('a hop that is overtaken has left its room all the same', () => {
  const { presence, news } = presenceFixture();
  const alice = new TestConnection('alice');
  presence.enter(alice, a, 1);
  presence.leave(alice, b, 3);
  expect(codeOf(() => presence.enter(alice, b, 2, a))).toBe('stale');
  expect(news()).toEqual(['entered a alice/phone', 'left a alice/phone']);
});

test('a device is in so many rooms; a hop needs no room more', () => {
  const { presence } = presenceFixture({ roomsPerDevice: 2 });
  const alice = new TestConnection('alice');
  presence.enter(alice, a, 1);
  presence.enter(alice, b, 2);
  expect(codeOf(() => presence.enter(alice, c, 3))).toBe('limit_exceeded');
  expect(codeOf(() => presence.enter(alice, c, 4, roomKey('d')))).toBe('limit_exceeded');
  expect(presence.enter(alice, a, 5).isNew).toBe(false);
  expect(presence.enter(alice, c, 6, a).isNew).toBe(true);
  expect(presence.memberships).toBe(2);
  // The refused ones left no trace.
  expect(codeOf(() => presence.enter(alice, roomKey('d'), 4, b))).toBeUndefined();
});

test('generations of rooms left are remembered in bounded memory, and none is forgotten for free', () => {
  const { presence } = presenceFixture({ roomsPerDevice: 2 });
  const alice = new TestConnection('alice');
  for (let n = 1; n <= 6; n += 1) presence.leave(alice, roomKey(`r${n}`), n * 10);
  // Of the last four each has its own; the floor is that of the last forgotten one.
  expect(codeOf(() => presence.enter(alice, roomKey('r6'), 60))).toBe('stale');
  expect(codeOf(() => presence.enter(alice, roomKey('r1'), 20))).toBe('stale');
  expect(codeOf(() => presence.enter(alice, roomKey('other'), 20))).toBe('stale');
  expect(presence.enter(alice, roomKey('other'), 21).isNew).toBe(true);
  expect(codeOf(() => presence.leave(alice, roomKey('r2'), 15))).toBe('stale');
  expect(presence.enter(alice, roomKey('r2'), 22).isNew).toBe(true);
});

test('nothing that comes late lowers the floor', () => {
  const { presence } = presenceFixture({ roomsPerDevice: 2 });
  const alice = new TestConnection('alice');
  presence.enter(alice, a, 5);
  for (let n = 1; n <= 6; n += 1) presence.leave(alice, roomKey(`r${n}`), n * 10);
  presence.enter(alice, a, 6, b);
  expect(codeOf(() => presence.enter(alice, b, 20))).toBe('stale');
  presence.leave(alice, c, 20);
  expect(codeOf(() => presence.enter(alice, c, 20))).toBe('stale');
  // A room that was known all the time keeps a generation of its own.
  presence.leave(alice, a, 7);
  expect(codeOf(() => presence.enter(alice, a, 7))).toBe('stale');
  expect(presence.enter(alice, a, 8).isNew).toBe(true);
});

test('the room left longest ago is forgotten first', () => {
  const { presence } = presenceFixture({ roomsPerDevice: 2 });
  const alice = new TestConnection('alice');
  for (let n = 1; n <= 4; n += 1) presence.leave(alice, roomKey(`r${n}`), n * 10);
  presence.enter(alice, roomKey('r1'), 50);
  presence.leave(alice, roomKey('r1'), 60);
  presence.leave(alice, roomKey('r2'), 70);
  presence.leave(alice, roomKey('r5'), 80);
  expect(codeOf(() => presence.enter(alice, a, 30))).toBe('stale');
  expect(presence.enter(alice, a, 31).isNew).toBe(true);
});

test('a hop that comes late outdates nothing in the room that it leaves', () => {
  const { presence } = presenceFixture();
  const alice = new TestConnection('alice');
  presence.leave(alice, b, 9);
  presence.enter(alice, a, 4, b);
  expect(codeOf(() => presence.enter(alice, b, 8))).toBe('stale');
});

test('whoever is put out comes back with a greater generation only', async () => {
  const { presence, clock, news } = presenceFixture();
  const alice = new TestConnection('alice');
  const { member } = presence.enter(alice, a, 4);
  presence.evict(member);
  presence.evict(member);
  expect(codeOf(() => presence.enter(alice, a, 4))).toBe('stale');
  expect(presence.enter(alice, a, 5).isNew).toBe(true);
  presence.evict(member);
  expect(news()).toEqual(['entered a alice/phone', 'left a alice/phone', 'entered a alice/phone']);
  const bob = new TestConnection('bob');
  const gone = presence.enter(bob, a, 1).member;
  presence.closed(bob);
  presence.evict(gone);
  expect(presence.memberships).toBe(1);
  await clock.advance(graceMs);
  expect(presence.remembered).toEqual({ devices: 1, users: 0 });
});

test('closed connections and those without a name are refused and leave nothing behind', () => {
  const { presence } = presenceFixture();
  const closed = new TestConnection('alice');
  closed.open = false;
  const nobody = Object.assign(new TestConnection('bob'), { identity: undefined });
  for (const one of [closed, nobody]) {
    expect(codeOf(() => presence.enter(one as TestConnection, a, 1))).toBe('not_connected');
    expect(codeOf(() => presence.leave(one as TestConnection, a, 1))).toBe('not_connected');
  }
  presence.closed(closed);
  expect(presence.remembered.devices).toBe(0);
});

test('devices of the same name of different users and apps are different devices', () => {
  const { presence } = presenceFixture();
  presence.enter(new TestConnection('alice', 'x'), a, 5);
  presence.enter(new TestConnection('bob', 'x'), a, 1);
  presence.enter(new TestConnection('alice', 'y'), a, 1);
  expect([presence.devices, presence.memberships]).toEqual([3, 3]);
});

test('what a hook throws is reported, and changes nothing', () => {
  const { presence, errors } = presenceFixture();
  const alice = new TestConnection('alice');
  const { member } = presence.enter(alice, a, 1);
  Object.defineProperty(member, 'user', {
    get: () => {
      throw new Error('broken');
    },
  });
  presence.leave(alice, a, 2);
  expect(presence.memberships).toBe(0);
  expect(errors).toHaveLength(1);
});
