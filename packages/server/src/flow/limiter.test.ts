import { expect, test } from 'bun:test';
import type { AppId, UserId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { limits } from '../limits.ts';
import { BucketMap } from './bucket-map.ts';
import { Limiter, type RateHolder } from './limiter.ts';
import { TokenBucket } from './token-bucket.ts';

const shop = 'shop' as AppId;
const user = (n: number) => `u${n}` as UserId;

test('a bucket lets its burst through, then its rate, and says when to come again', async () => {
  const clock = new FakeClock();
  const rate = { perSecond: 10, burst: 3 };
  const bucket = new TokenBucket(rate, clock.monotonicMs());
  const take = () => bucket.take(rate, clock.monotonicMs());
  expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 100]);
  await clock.advance(99);
  expect(take()).toBe(1);
  await clock.advance(1);
  expect([take(), take()]).toEqual([0, 100]);
  await clock.advance(3_600_000);
  expect([take(), take(), take(), take()]).toEqual([0, 0, 0, 100]);
});

test('each connection, user and app has a rate of its own', () => {
  const clock = new FakeClock();
  const limiter = new Limiter(clock, {
    ...limits,
    commandsBurst: 2,
    sendsBurst: 1,
    appSendsBurst: 2,
    appSendsPerSecond: 1,
  });
  const one: RateHolder = { rate: undefined };
  const other: RateHolder = { rate: undefined };
  expect([limiter.command(one), limiter.command(one)]).toEqual([undefined, undefined]);
  expect(limiter.command(one)).toMatchObject({
    code: 'rate_limited',
    temporary: true,
    retryAfterMs: 20,
  });
  expect(limiter.command(other)).toBeUndefined();
  expect(limiter.send(shop, user(1))).toBeUndefined();
  expect(limiter.send(shop, user(1))).toMatchObject({ code: 'rate_limited', retryAfterMs: 50 });
  expect(limiter.send(shop, user(2))).toBeUndefined();
  expect(limiter.send(shop, user(3))).toMatchObject({ code: 'rate_limited', retryAfterMs: 1000 });
  expect(limiter.sendByApp(shop)).toMatchObject({ code: 'rate_limited' });
  expect(limiter.sendByApp('other' as AppId)).toBeUndefined();
});

test("a send that the app's rate refused does not cost the user a token", async () => {
  const clock = new FakeClock();
  const limiter = new Limiter(clock, {
    ...limits,
    sendsBurst: 1,
    sendsPerSecond: 0.001,
    appSendsBurst: 1,
    appSendsPerSecond: 1,
  });
  limiter.send(shop, user(1));
  expect(limiter.send(shop, user(2))?.message).toContain('app');
  await clock.advance(1000);
  expect(limiter.send(shop, user(2))).toBeUndefined();
});

test('idle keys are forgotten, and there are never more than the limit', async () => {
  const clock = new FakeClock();
  const rate = { perSecond: 1, burst: 10 };
  const map = new BucketMap(rate, 100);
  for (let i = 0; i < 1000; i += 1) map.take(`k${i}`, clock.monotonicMs());
  expect(map.size).toBeLessThanOrEqual(100);
  await clock.advance(60_000);
  for (let i = 0; i < 100; i += 1) map.take('busy', clock.monotonicMs());
  for (let i = 0; i < 200; i += 1) map.take(`new${i % 5}`, clock.monotonicMs());
  await clock.advance(60_000);
  for (let i = 0; i < 60; i += 1) map.take(`last${i}`, clock.monotonicMs());
  expect(map.size).toBeLessThanOrEqual(61);
  expect(map.take('busy', clock.monotonicMs())).toBe(0);
});
