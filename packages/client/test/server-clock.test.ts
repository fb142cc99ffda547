import { expect, test } from 'bun:test';
import { FakeClock, withSeed } from '@eagre/testkit';
import { ServerClock } from '../src/connection/server-clock.ts';
import { StepClock } from './model/step-clock.ts';

test('before anything was measured it is the device clock, with no bound on the error', () => {
  const clock = new StepClock();
  const serverClock = new ServerClock(clock);
  expect(serverClock.now()).toBe(clock.now());
  expect([serverClock.offsetMs, serverClock.errorMs]).toEqual([0, Number.POSITIVE_INFINITY]);
});

test('is right within the error that it tells, whatever the delays', () =>
  withSeed((random) => {
    for (let run = 0; run < 200; run += 1) {
      const clock = new StepClock();
      const serverClock = new ServerClock(clock);
      const aheadMs = (random.next() - 0.5) * 1e7;
      for (let round = 0; round < 12; round += 1) {
        const sentMs = clock.monotonicMs();
        clock.advance(random.next() * 200);
        const told = Math.floor(clock.now() + aheadMs);
        clock.advance(random.next() * 200);
        serverClock.heard(told, sentMs);
        const wrongMs = Math.abs(serverClock.now() - (clock.now() + aheadMs));
        expect(wrongMs).toBeLessThanOrEqual(serverClock.errorMs + 1e-3);
        clock.advance(random.next() * 20_000);
      }
    }
  }));

test('the quickest answer counts, until it is too old', () => {
  const clock = new StepClock();
  const serverClock = new ServerClock(clock);
  const measure = (roundTripMs: number) => {
    const sentMs = clock.monotonicMs();
    clock.advance(roundTripMs);
    serverClock.heard(clock.now() - Math.floor(roundTripMs / 2), sentMs);
    return Math.round(serverClock.errorMs);
  };
  expect(measure(400)).toBe(201);
  expect(measure(40)).toBe(21);
  expect(measure(400)).toBe(21);
  clock.advance(1_000_000);
  expect(measure(400)).toBe(121);
  clock.advance(1_000_000);
  expect(measure(400)).toBe(201);
});

test('what was measured before a clock stood still or was set is void', () => {
  const clock = new StepClock();
  const serverClock = new ServerClock(clock);
  serverClock.heard(clock.now(), clock.monotonicMs());
  // The device slept for a minute, and its monotonic clock with it.
  const sentMs = clock.monotonicMs();
  clock.advance(100);
  serverClock.heard(clock.now() + 60_000, sentMs);
  expect(Math.abs(serverClock.now() - clock.now() - 60_000)).toBeLessThanOrEqual(51);
});

test('a device whose wall clock is set keeps the server time', () => {
  const clock = new FakeClock();
  const serverClock = new ServerClock(clock);
  serverClock.heard(clock.now() + 5_000, clock.monotonicMs());
  const now = serverClock.now();
  clock.jumpWallClock(3_600_000);
  expect(serverClock.now()).toBe(now);
  expect(Math.abs(serverClock.offsetMs - (5_000 - 3_600_000))).toBeLessThanOrEqual(1);
});
