import { expect, test } from 'bun:test';
import { limits } from '../../limits.ts';
import { codeOf, presenceFixture, roomKey } from './test/presence-fixture.ts';
import { TestConnection } from './test/test-connection.ts';

const [a, b, c] = [roomKey('a'), roomKey('b'), roomKey('c')];
const graceMs = limits.roomGraceMs;

test('a lost connection leaves after the grace, and gets nothing meanwhile', async () => {
  const { presence, clock, news } = presenceFixture();
  const alice = new TestConnection('alice');
  presence.enter(alice, a, 1);
  presence.enter(alice, b, 2);
  presence.closed(alice);
  presence.closed(alice);
  expect(news().slice(2)).toEqual(['detached a alice/phone', 'detached b alice/phone']);
  expect(presence.memberOf(alice, a)).toBeUndefined();
  await clock.advance(graceMs - 1);
  expect(presence.memberships).toBe(2);
  await clock.advance(1);
  expect(news()).toEqual(['left a alice/phone', 'left b alice/phone']);
  expect([presence.devices, presence.memberships, clock.pendingTimers]).toEqual([0, 0, 0]);
  expect(presence.remembered).toEqual({ devices: 0, users: 0 });
});

test('who comes back within the grace was never away; rooms not entered again go at their time', async () => {
  const { presence, clock, news } = presenceFixture();
  const before = new TestConnection('alice');
  const { member } = presence.enter(before, a, 1);
  presence.enter(before, b, 2);
  presence.closed(before);
  await clock.advance(graceMs / 2);
  news();
  const after = new TestConnection('alice');
  expect(presence.enter(after, a, 3)).toEqual({ member, isNew: false });
  expect(member.receiver).toBe(after);
  expect(presence.memberOf(after, a)).toBe(member);
  expect(presence.memberOf(after, b)).toBeUndefined();
  await clock.advance(graceMs * 2);
  expect(news()).toEqual(['returned a alice/phone', 'left b alice/phone']);
  expect(presence.memberships).toBe(1);
});

test('a flicker during the grace starts it anew for what was entered again only', async () => {
  const { presence, clock, news } = presenceFixture();
  const [first, second] = [new TestConnection('alice'), new TestConnection('alice')];
  presence.enter(first, a, 1);
  presence.enter(first, b, 2);
  presence.closed(first);
  await clock.advance(graceMs - 10);
  presence.enter(second, a, 3);
  presence.closed(second);
  news();
  await clock.advance(10);
  expect(news()).toEqual(['left b alice/phone']);
  await clock.advance(graceMs - 11);
  expect(news()).toEqual([]);
  await clock.advance(1);
  expect(news()).toEqual(['left a alice/phone']);
});

test('rooms in their grace give way when the device needs the space', () => {
  const { presence, news } = presenceFixture({ roomsPerDevice: 2 });
  const [first, second] = [new TestConnection('alice'), new TestConnection('alice')];
  presence.enter(first, a, 1);
  presence.enter(first, b, 2);
  presence.closed(first);
  news();
  presence.enter(second, c, 3);
  expect(news()).toEqual(['left a alice/phone', 'entered c alice/phone']);
  expect(presence.memberships).toBe(2);
});

test('a new connection takes over from one that is not closed yet', async () => {
  const { presence, clock, news } = presenceFixture();
  const [old, fresh] = [new TestConnection('alice'), new TestConnection('alice')];
  presence.enter(old, a, 1);
  presence.enter(old, b, 2);
  news();
  presence.enter(fresh, a, 3);
  expect(news()).toEqual([
    'detached a alice/phone',
    'detached b alice/phone',
    'returned a alice/phone',
  ]);
  expect(presence.memberOf(old, a)).toBeUndefined();
  // What the old one still brings was sent before, and its end concerns nobody.
  expect(codeOf(() => presence.enter(old, c, 2))).toBe('stale');
  expect(codeOf(() => presence.enter(old, a, 3))).toBe('stale');
  expect(codeOf(() => presence.leave(old, a, 3))).toBe('stale');
  presence.closed(old);
  expect(news()).toEqual([]);
  await clock.advance(graceMs);
  expect(news()).toEqual(['left b alice/phone']);
});

test('what a half-open connection brings after the device has gone is stale too', async () => {
  const { presence, clock } = presenceFixture();
  const [old, fresh] = [new TestConnection('alice'), new TestConnection('alice')];
  presence.enter(old, a, 1);
  presence.enter(fresh, a, 5, b);
  presence.closed(fresh);
  await clock.advance(graceMs);
  expect(presence.memberships).toBe(0);
  expect(codeOf(() => presence.enter(old, c, 4))).toBe('stale');
  presence.closed(old);
  expect(presence.remembered.devices).toBe(0);
});

test('an entry repeated over the connection after the next counts as coming back', () => {
  const { presence, news } = presenceFixture();
  const [first, second] = [new TestConnection('alice'), new TestConnection('alice')];
  presence.enter(first, a, 1);
  presence.closed(first);
  expect(presence.enter(second, a, 1).isNew).toBe(false);
  expect(news().at(-1)).toBe('returned a alice/phone');
});

test('many who are lost at once leave in slices', async () => {
  const { presence, clock } = presenceFixture({ roomLeaveSlice: 100 });
  const all = Array.from({ length: 1000 }, (_, n) => new TestConnection(`u${n}`));
  for (const one of all) presence.enter(one, a, 1);
  for (const one of all) presence.closed(one);
  expect(clock.pendingTimers).toBe(2);
  const seen: number[] = [];
  const look = () => {
    seen.push(presence.memberships);
    if (presence.memberships > 0) clock.setTimer(0, look);
  };
  clock.setTimer(graceMs, look);
  await clock.advance(graceMs);
  expect(seen.filter((count) => count % 100 !== 0)).toEqual([]);
  expect(seen.length).toBeGreaterThanOrEqual(10);
  expect(presence.remembered).toEqual({ devices: 0, users: 0 });
});

test('close ends timers and subscriptions', async () => {
  const { presence, clock, news } = presenceFixture();
  const alice = new TestConnection('alice');
  presence.enter(alice, a, 1);
  presence.closed(alice);
  news();
  presence.close();
  expect(clock.pendingTimers).toBe(0);
  expect(presence.remembered).toEqual({ devices: 0, users: 0 });
});
