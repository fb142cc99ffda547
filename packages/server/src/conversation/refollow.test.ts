import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { userQueueKey } from '../keys.ts';
import { Refollow } from './refollow.ts';

const key = userQueueKey('shop' as never, 'ann' as never);

function fixture() {
  const clock = new FakeClock();
  const log: string[] = [];
  const devices = ['phone', 'tablet'];
  const state = { fails: 0, during: () => {} };
  const refollow = new Refollow<string>({
    devicesOf: (user) => (user === ('shop/ann' as never) ? devices : []),
    timeline: {
      memberships: async () => {
        state.during();
        state.fails -= 1;
        if (state.fails >= 0) throw new Error('away');
        return [];
      },
    },
    enter: (_app, user, device) => log.push(`enter ${user} ${device}`),
    correct: (_app, _user, device, list) => log.push(`${list ? 'correct' : 'give up'} ${device}`),
    clock,
    limits: { followAgainMs: 100 },
    report: (error) => log.push(String(error)),
  });
  return { clock, log, devices, state, refollow };
}

test('the list is read once for all devices of the user', async () => {
  const { log, refollow } = fixture();
  await refollow.skipped(key);
  expect(log).toEqual(['enter ann phone', 'enter ann tablet', 'correct phone', 'correct tablet']);
});

test('a list that can not be read is read again later', async () => {
  const { clock, log, state, refollow, devices } = fixture();
  devices.pop();
  state.fails = 2;
  await refollow.skipped(key);
  expect(log).toEqual(['enter ann phone', 'Error: away', 'give up phone']);
  await clock.advance(200);
  expect(log.slice(3)).toEqual([
    ...['enter ann phone', 'Error: away', 'give up phone'],
    ...['enter ann phone', 'correct phone'],
  ]);
  expect(clock.pendingTimers).toBe(0);
});

test('a device that is gone when the list is there follows nothing', async () => {
  const { log, state, refollow, devices } = fixture();
  state.during = () => void devices.shift();
  await refollow.skipped(key);
  expect(log).toEqual(['enter ann phone', 'enter ann tablet', 'correct tablet']);
  devices.length = 0;
  log.length = 0;
  await refollow.skipped(key);
  expect(log).toEqual([]);
});

test('closed, it tries no more', async () => {
  const { clock, state, refollow } = fixture();
  state.fails = 9;
  await refollow.skipped(key);
  refollow.close();
  expect(clock.pendingTimers).toBe(0);
});
