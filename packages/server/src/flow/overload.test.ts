import { expect, test } from 'bun:test';
import type { AppId, Clock, UserId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { limits } from '../limits.ts';
import { Admission, type Commander } from './admission.ts';
import { Limiter } from './limiter.ts';
import { Overload } from './overload.ts';

function fixture() {
  const fake = new FakeClock();
  let lateMs = 0;
  const load = { pending: 0, memory: 0 };
  const clock: Clock = {
    now: () => fake.now(),
    monotonicMs: () => fake.monotonicMs() + lateMs,
    setTimer: (ms, fn) => fake.setTimer(ms, fn),
    every: (ms, fn) => fake.every(ms, fn),
  };
  const overload = new Overload({
    clock,
    limits,
    pendingEntries: () => load.pending,
    memoryBytes: () => load.memory,
  });
  /** The event loop stands still for so long. */
  const stall = (ms: number) => {
    lateMs += ms;
  };
  return { fake, clock, overload, load, stall };
}

test('a late event loop makes the level high until it was calm for a while', async () => {
  const { fake, overload, stall } = fixture();
  await fake.advance(1000);
  expect(overload.level).toBe('normal');
  stall(limits.overloadLagMs);
  await fake.advance(100);
  expect(overload.level).toBe('normal');
  await fake.advance(100);
  stall(limits.overloadLagMs);
  await fake.advance(100);
  expect(overload.level).toBe('normal');
  stall(limits.overloadLagMs);
  await fake.advance(100);
  expect([overload.level, overload.cause, overload.lagMs]).toEqual(['high', 'lag', 250]);
  expect(overload.refusal()).toMatchObject({
    code: 'overloaded',
    temporary: true,
    retryAfterMs: limits.overloadRetryMs,
  });
  await fake.advance(1900);
  expect(overload.level).toBe('high');
  await fake.advance(200);
  expect(overload.level).toBe('normal');
  expect(overload.refusal()).toBeUndefined();
});

test.each(['pending', 'memory'] as const)('%s: hysteresis', async (figure) => {
  const { fake, overload, load } = fixture();
  const lookMs = figure === 'pending' ? limits.overloadSampleMs : limits.overloadMemoryMs;
  const mark = figure === 'pending' ? limits.pendingEntries : limits.overloadMemoryBytes;
  load[figure] = mark - 1;
  await fake.advance(500);
  expect(overload.level).toBe('normal');
  load[figure] = mark;
  await fake.advance(lookMs);
  expect(overload.level).toBe('high');
  load[figure] = mark * 0.95;
  await fake.advance(10_000);
  expect(overload.level).toBe('high');
  load[figure] = mark * 0.4;
  await fake.advance(1500);
  load[figure] = mark * 0.95;
  await fake.advance(lookMs);
  load[figure] = mark * 0.4;
  await fake.advance(1500);
  expect(overload.level).toBe('high');
  await fake.advance(1000 + lookMs);
  expect(overload.level).toBe('normal');
});

test('while overloaded, connects and sends are refused, and the rest goes on', async () => {
  const { fake, overload, load } = fixture();
  const admission = new Admission(new Limiter(fake, limits), overload);
  const commander: Commander = {
    rate: undefined,
    identity: { app: 'shop' as AppId, user: 'alice' as UserId },
  };
  expect(admission.admit(commander, { cmd: 'send' })).toBeUndefined();
  load.pending = limits.pendingEntries;
  await fake.advance(100);
  expect(admission.admit(commander, { cmd: 'send' })?.code).toBe('overloaded');
  expect(admission.admit(commander, { cmd: 'connect' })?.code).toBe('overloaded');
  expect(admission.admit(commander, { cmd: 'pull' })).toBeUndefined();
  const inRoom = (cmd: string, roomClass?: string) =>
    admission.admit(commander, { cmd, class: roomClass })?.code;
  expect([inRoom('room.send'), inRoom('room.send', 'best-effort')]).toEqual([
    'overloaded',
    'overloaded',
  ]);
  expect(inRoom('room.send', 'reliable')).toBeUndefined();
  for (const cmd of ['room.enter', 'room.leave', 'room.tap', 'room.moderate', 'room.set']) {
    expect([cmd, inRoom(cmd)]).toEqual([cmd, undefined]);
  }
});

test('admission counts sends by user, and all commands by connection', () => {
  const { fake, overload } = fixture();
  const limiter = new Limiter(fake, { ...limits, sendsBurst: 1, commandsBurst: 3 });
  const admission = new Admission(limiter, overload);
  const commander: Commander = {
    rate: undefined,
    identity: { app: 'shop' as AppId, user: 'alice' as UserId },
  };
  expect(admission.admit(commander, { cmd: 'send' })).toBeUndefined();
  expect(admission.admit(commander, { cmd: 'send' })?.message).toContain('sends');
  expect(admission.admit(commander, { cmd: 'ping' })).toBeUndefined();
  expect(admission.admit(commander, { cmd: 'ping' })?.message).toContain('commands');
});

test('stopping leaves no timer', () => {
  const { fake, overload } = fixture();
  overload.stop();
  expect(fake.pendingTimers).toBe(0);
});

test('the longest lag since the last question is told, and then forgotten', async () => {
  const { fake, overload, stall } = fixture();
  await fake.advance(100);
  stall(40);
  await fake.advance(100);
  stall(7);
  await fake.advance(100);
  await fake.advance(300);
  expect(overload.lagMs).toBe(0);
  expect(overload.takeLongestLagMs()).toBe(40);
  await fake.advance(100);
  expect(overload.takeLongestLagMs()).toBe(0);
  overload.stop();
});
