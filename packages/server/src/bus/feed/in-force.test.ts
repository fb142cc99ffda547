import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { InForce } from './in-force.ts';

function fixture() {
  const clock = new FakeClock();
  const questions: (() => void)[] = [];
  const told: string[] = [];
  let watcher: (connected: boolean) => void = () => {};
  const bus = {
    connected: true,
    settled: () => new Promise<void>((done) => questions.push(done)),
    watch: (changed: (connected: boolean) => void) => {
      watcher = changed;
      return { cancel: () => {} };
    },
  };
  const inForce = new InForce({
    ...{ bus, clock, limits: { feedSettleMs: 1000 } },
    lost: () => told.push('lost'),
    restored: () => told.push('restored'),
  });
  const set = (connected: boolean) => {
    bus.connected = connected;
    watcher(connected);
  };
  return { clock, questions, told, inForce, set };
}

test('an answer is worth something for what was subscribed before the question only', async () => {
  const { clock, questions, inForce } = fixture();
  const early = inForce.mark;
  const first = inForce.wait();
  const late = inForce.mark;
  const second = inForce.wait();
  expect(inForce.wait()).toBe(second as Promise<void>);
  questions[0]?.();
  await first;
  expect([inForce.has(early), inForce.has(late)]).toEqual([true, false]);
  await clock.advance(0);
  questions[1]?.();
  await second;
  expect([questions.length, inForce.has(late)]).toEqual([2, true]);
  inForce.close();
  expect(clock.pendingTimers).toBe(0);
});

test('when the way was lost, answers from before are worth nothing', async () => {
  const { clock, questions, told, inForce, set } = fixture();
  const { mark } = inForce;
  void inForce.wait();
  set(false);
  set(true);
  questions[0]?.();
  await clock.advance(0);
  expect([inForce.has(mark), told.includes('restored')]).toEqual([false, false]);
  questions[1]?.();
  await clock.advance(0);
  expect([inForce.has(mark), told.at(-1)]).toEqual([true, 'restored']);
  inForce.close();
});

test('messages dropped on an open way are as bad as a lost one', async () => {
  const { clock, questions, told, inForce, set } = fixture();
  const { mark } = inForce;
  void inForce.wait();
  questions[0]?.();
  await clock.advance(0);
  expect(inForce.has(mark)).toBe(true);
  set(true);
  expect([inForce.has(mark), told]).toEqual([false, ['lost']]);
  inForce.close();
  expect(clock.pendingTimers).toBe(0);
});
