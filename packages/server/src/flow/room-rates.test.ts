import { expect, test } from 'bun:test';
import type { AppId, UserId } from '@eagre/protocol';
import { FakeClock, withSeed } from '@eagre/testkit';
import type { ConversationKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { type AppRates, Limiter, type LimiterLimits, type RatedRoom } from './limiter.ts';

const shop = 'shop' as AppId;
const user = (n: number) => `u${n}` as UserId;

function setUp(change: Partial<LimiterLimits>, quotas: [string, AppRates][] = []) {
  const clock = new FakeClock();
  const rates = new Map(quotas.map(([app, own]) => [app as AppId, own]));
  const limiter = new Limiter(clock, { ...limits, ...change }, rates);
  return { clock, limiter };
}

function roomOf(name: string, perSecond?: number): RatedRoom {
  return { key: `shop/room:${name}` as ConversationKey, rate: undefined, perSecond };
}

test('a user has a rate in each room, and is told whose limit it is and when to come again', async () => {
  const { clock, limiter } = setUp({ roomUserPerSecond: 2, roomUserBurst: 2 });
  const one = roomOf('one');
  const say = (n: number, room = one) => limiter.room(shop, user(n), room);
  expect([say(1), say(1)]).toEqual([undefined, undefined]);
  expect(say(1)).toEqual({
    code: 'rate_limited',
    message: 'at most 2 messages a second by one user in a room, 2 at once',
    temporary: true,
    retryAfterMs: 500,
  });
  expect(say(2)).toBeUndefined();
  expect(say(1, roomOf('two'))).toBeUndefined();
  await clock.advance(499);
  expect(say(1)?.retryAfterMs).toBe(1);
  await clock.advance(1);
  expect(say(1)).toBeUndefined();
});

test('a room has a rate over all its users, and other rooms do not feel it', () => {
  const { limiter } = setUp({ roomPerSecond: 3, roomBurst: 3 });
  const one = roomOf('one');
  for (let n = 0; n < 3; n += 1) expect(limiter.room(shop, user(n), one)).toBeUndefined();
  expect(limiter.room(shop, user(3), one)).toMatchObject({
    code: 'rate_limited',
    message: 'at most 3 messages a second in one room, 3 at once',
    retryAfterMs: 334,
  });
  expect(limiter.room(shop, user(3), roomOf('two'))).toBeUndefined();
});

test('an app has a rate over all its rooms, its own if it has one', () => {
  const quotas: [string, AppRates][] = [['mall', { rooms: { perSecond: 1, burst: 1 } }]];
  const { limiter } = setUp({ roomAppPerSecond: 2, roomAppBurst: 2 }, quotas);
  const say = (app: string, n: number) => limiter.room(app as AppId, user(n), roomOf(`r${n}`));
  expect([say('shop', 1), say('shop', 2)]).toEqual([undefined, undefined]);
  expect(say('shop', 3)).toMatchObject({
    message: 'at most 2 messages a second in all rooms of one app, 2 at once',
    retryAfterMs: 500,
  });
  expect(say('mall', 1)).toBeUndefined();
  expect(say('mall', 2)?.message).toContain('at most 1 messages a second in all rooms');
  expect(limiter.sendByApp(shop)).toBeUndefined();
});

test('a room may have a rate of its own, less or more, that may change', async () => {
  const { clock, limiter } = setUp({ roomPerSecond: 5, roomBurst: 6 });
  const atOnce = (room: RatedRoom) => {
    let taken = 0;
    while (limiter.room(shop, user(taken), room) === undefined) taken += 1;
    return taken;
  };
  expect(atOnce(roomOf('small', 2))).toBe(4);
  expect(atOnce(roomOf('large', 50))).toBe(100);
  const room = { ...roomOf('changing'), perSecond: 5 };
  expect(atOnce(room)).toBe(10);
  room.perSecond = 1;
  await clock.advance(10_000);
  expect(atOnce(room)).toBe(2);
});

test('what the room or the app refuses costs those asked before nothing', async () => {
  const { clock, limiter } = setUp({
    ...{ roomUserPerSecond: 0.001, roomUserBurst: 1 },
    ...{ roomPerSecond: 0.001, roomBurst: 2 },
    ...{ roomAppPerSecond: 1, roomAppBurst: 1 },
  });
  const room = roomOf('one');
  const say = (n: number) => limiter.room(shop, user(n), room);
  expect(say(1)).toBeUndefined();
  expect(say(2)?.message).toContain('app');
  expect(say(2)?.message).toContain('app');
  await clock.advance(1000);
  expect(say(2)).toBeUndefined();
  await clock.advance(1000);
  expect(say(3)?.message).toContain('one room');
  const other = limiter.room(shop, user(3), room);
  expect(other?.message).toContain('one room');
});

test('over any time no rate is passed by more than its burst, and none is left unused', () =>
  withSeed(async (random) => {
    const { clock, limiter } = setUp({
      ...{ roomUserPerSecond: 1, roomUserBurst: 2, roomPerSecond: 4, roomBurst: 6 },
      ...{ roomAppPerSecond: 6, roomAppBurst: 9 },
    });
    const rooms = [roomOf('a'), roomOf('b'), roomOf('c')];
    const taken = { app: 0, rooms: [0, 0, 0], users: new Map<string, number>() };
    let nowMs = 0;
    for (let step = 0; step < 400; step += 1) {
      const stepMs = Math.floor(random.next() * 50);
      await clock.advance(stepMs);
      nowMs += stepMs;
      const r = Math.floor(random.next() * 3);
      const n = Math.floor(random.next() * 8);
      const room = rooms[r] ?? roomOf('none');
      if (limiter.room(shop, user(n), room) !== undefined) continue;
      taken.app += 1;
      taken.rooms[r] = (taken.rooms[r] ?? 0) + 1;
      const key = `${r} ${n}`;
      taken.users.set(key, (taken.users.get(key) ?? 0) + 1);
      const seconds = nowMs / 1000;
      expect(taken.app).toBeLessThanOrEqual(9 + 6 * seconds + 1e-3);
      expect(taken.rooms[r]).toBeLessThanOrEqual(6 + 4 * seconds + 1e-3);
      expect(taken.users.get(key)).toBeLessThanOrEqual(2 + seconds + 1e-3);
    }
    expect(taken.app).toBeGreaterThan(0.7 * 6 * (nowMs / 1000));
  }));
