import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { limits } from '../limits.ts';
import { StoreProbe } from './store-probe.ts';

test('however many ask, the store is asked once at a time', async () => {
  const clock = new FakeClock();
  const asked: PromiseWithResolvers<void>[] = [];
  const storeAnswers = () => {
    const answer = Promise.withResolvers<void>();
    asked.push(answer);
    return answer.promise;
  };
  const probe = new StoreProbe({ readiness: { storeAnswers }, clock, limits });
  const first = Promise.all(Array.from({ length: 100 }, () => probe.trouble()));
  asked[0]?.resolve();
  expect(new Set(await first)).toEqual(new Set([undefined]));
  const second = probe.trouble();
  expect(asked.length).toBe(2);
  asked[1]?.reject(new Error('gone'));
  expect(await second).toBe('store: gone');
  const third = probe.trouble();
  await clock.advance(limits.readyStoreMs);
  expect(await third).toBe(`store did not answer within ${limits.readyStoreMs} ms`);
  expect(clock.pendingTimers).toBe(0);
});
