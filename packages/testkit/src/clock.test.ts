import { expect, test } from 'bun:test';
import { FakeClock } from './clock.ts';

test('time stands still until it is advanced', async () => {
  const clock = new FakeClock(1_000);
  expect([clock.now(), clock.monotonicMs()]).toEqual([1_000, 0]);
  await clock.advance(250);
  expect([clock.now(), clock.monotonicMs()]).toEqual([1_250, 250]);
});

test('timers run in the order of their due time, equal ones as they were set', async () => {
  const clock = new FakeClock();
  const ran: string[] = [];
  const note = (name: string) => () => ran.push(`${name}@${clock.monotonicMs()}`);
  clock.setTimer(20, note('b1'));
  clock.setTimer(10, note('a'));
  clock.setTimer(20, note('b2'));
  clock.setTimer(31, note('late'));
  await clock.advance(30);
  expect(ran).toEqual(['a@10', 'b1@20', 'b2@20']);
  expect(clock.pendingTimers).toBe(1);
});

test('timers set by timers run within the same advance when due', async () => {
  const clock = new FakeClock();
  const ran: number[] = [];
  clock.setTimer(10, () => clock.setTimer(10, () => ran.push(clock.monotonicMs())));
  await clock.advance(20);
  expect(ran).toEqual([20]);
});

test('promises settle between two timers, however long the chain', async () => {
  const clock = new FakeClock();
  const ran: string[] = [];
  clock.setTimer(10, async () => {
    for (let i = 0; i < 50; i += 1) await Promise.resolve();
    ran.push('promise');
  });
  clock.setTimer(11, () => ran.push('timer'));
  await clock.advance(11);
  expect(ran).toEqual(['promise', 'timer']);
});

test('a timer set by a promise that is already settled counts from now', async () => {
  const clock = new FakeClock();
  let ranAtMs = -1;
  void Promise.resolve().then(() => clock.setTimer(5, () => (ranAtMs = clock.monotonicMs())));
  await clock.advance(10);
  expect(ranAtMs).toBe(5);
});

test('every repeats until cancelled, also from within', async () => {
  const clock = new FakeClock();
  const ran: number[] = [];
  const timer = clock.every(10, () => {
    ran.push(clock.monotonicMs());
    if (ran.length === 3) timer.cancel();
  });
  await clock.advance(100);
  expect(ran).toEqual([10, 20, 30]);
  expect(clock.pendingTimers).toBe(0);
});

test('a cancelled timer does not run, and cancelling again does nothing', async () => {
  const clock = new FakeClock();
  let ran = false;
  const timer = clock.setTimer(10, () => (ran = true));
  timer.cancel();
  timer.cancel();
  await clock.advance(10);
  expect(ran).toBe(false);
});

test('the wall clock may jump without touching durations', async () => {
  const clock = new FakeClock(1_000);
  let ranAtMs = -1;
  clock.setTimer(10, () => (ranAtMs = clock.now()));
  clock.jumpWallClock(-500);
  expect(clock.monotonicMs()).toBe(0);
  await clock.advance(10);
  expect(ranAtMs).toBe(510);
});

test('an error in a timer rejects advance, and the clock can go on', async () => {
  const clock = new FakeClock();
  let ran = false;
  clock.setTimer(5, () => {
    throw new Error('broken');
  });
  clock.setTimer(6, () => (ran = true));
  await expect(clock.advance(10)).rejects.toThrow('broken');
  expect([clock.monotonicMs(), ran]).toEqual([5, false]);
  await clock.advance(1);
  expect(ran).toBe(true);
});

test('misuse is refused', async () => {
  const clock = new FakeClock();
  expect(() => clock.setTimer(-1, () => {})).toThrow(RangeError);
  expect(() => clock.every(0, () => {})).toThrow(RangeError);
  await expect(clock.advance(Number.NaN)).rejects.toThrow(RangeError);
  const [first, second] = await Promise.allSettled([clock.advance(1), clock.advance(1)]);
  expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
});
