import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { limits } from '../../limits.ts';
import { silentLogger } from '../../observability/logger.ts';
import { FakeWorkers } from './test/fake-workers.ts';
import { WorkerSlot } from './worker-slot.ts';

const drainMs = 5000;

function fixture() {
  const clock = new FakeClock();
  const workers = new FakeWorkers();
  const gaveUp: string[] = [];
  const slot = new WorkerSlot({
    name: 'n-1',
    spawn: () => workers.spawn({ number: 1, port: 7070 }),
    drainMs,
    clock,
    limits,
    logger: silentLogger,
    gaveUp: (why) => gaveUp.push(why),
  });
  /** The slot with its first worker ready. */
  const running = async () => {
    const started = slot.start();
    workers.last.becomeReady();
    expect(await started).toEqual({ ready: true });
  };
  return { clock, workers, gaveUp, slot, running };
}

test('a worker that never was ready is not started again', async () => {
  const { clock, workers, slot } = fixture();
  const started = slot.start();
  workers.last.end(2);
  expect(await started).toEqual({ ready: false, code: 2 });
  await clock.advance(60_000);
  expect([workers.all.length, clock.pendingTimers]).toEqual([1, 0]);
});

test('one that ends is started again, later each time, until that is hopeless', async () => {
  const { clock, workers, gaveUp, running } = fixture();
  await running();
  const pauses: number[] = [];
  while (gaveUp.length === 0) {
    workers.last.end(137);
    const before = workers.all.length;
    let pauseMs = 0;
    for (; pauseMs <= limits.workerPauseMaxMs && workers.all.length === before; pauseMs += 100) {
      await clock.advance(100);
    }
    pauses.push(pauseMs);
  }
  expect(pauses.slice(0, -1)).toEqual([100, 200, 400, 800, 1600, 3200, 6400]);
  expect(gaveUp).toEqual([
    'worker n-1 ended 8 times in a row within 10 s of its start, last with code 137; ' +
      'its lines above say why',
  ]);
  expect(clock.pendingTimers).toBe(0);
});

test('whoever has run for a while begins with the shortest pause, and is never given up', async () => {
  const { clock, workers, gaveUp, running } = fixture();
  await running();
  for (let round = 0; round < 20; round += 1) {
    await clock.advance(limits.workerStableMs);
    workers.last.end(1);
    await clock.advance(limits.workerPauseMs);
    expect(workers.all.length).toBe(round + 2);
  }
  expect(gaveUp).toEqual([]);
});

test('only ends in a row count', async () => {
  const { clock, workers, gaveUp, running } = fixture();
  await running();
  const endAtOnce = async () => {
    const before = workers.all.length;
    workers.last.end(1);
    while (workers.all.length === before) await clock.advance(100);
  };
  for (let round = 0; round < 3; round += 1) {
    for (let death = 1; death < limits.workerDeaths; death += 1) await endAtOnce();
    await clock.advance(limits.workerStableMs);
    await endAtOnce();
    await clock.advance(limits.workerStableMs);
  }
  expect(gaveUp).toEqual([]);
});

test('a roll asks the worker to end, and is done when the next one is ready', async () => {
  const { workers, slot, running } = fixture();
  await running();
  const [old] = workers.all;
  let done = false;
  const rolled = slot.roll().then((outcome) => {
    done = true;
    return outcome;
  });
  expect(old?.told).toEqual(['stop']);
  expect(workers.all.length).toBe(1);
  old?.end(0);
  await Promise.resolve();
  await Bun.sleep(0);
  expect([workers.all.length, done]).toEqual([2, false]);
  workers.last.becomeReady();
  expect(await rolled).toEqual({ ready: true });
});

test('a roll whose new worker fails says so, and the slot goes on trying', async () => {
  const { clock, workers, slot, running } = fixture();
  await running();
  const rolled = slot.roll();
  workers.last.end(0);
  await Bun.sleep(0);
  workers.last.end(2);
  expect(await rolled).toEqual({ ready: false, code: 2 });
  await clock.advance(limits.workerPauseMs);
  expect(workers.all.length).toBe(3);
});

test('a stop waits for the drain and then kills; a hurry waits less', async () => {
  const { clock, workers, slot, running } = fixture();
  await running();
  const stopped = slot.stop();
  const { last } = workers;
  await clock.advance(drainMs + limits.workerStopMs - 1);
  expect(last.isKilled).toBe(false);
  await clock.advance(1);
  expect(last.isKilled).toBe(true);
  await stopped;
  expect([workers.all.length, clock.pendingTimers]).toEqual([1, 0]);

  const other = fixture();
  await other.running();
  const hurried = other.slot.stop();
  other.slot.hurry();
  expect(other.workers.last.told).toEqual(['stop', 'hurry']);
  await other.clock.advance(limits.workerStopMs);
  expect(other.workers.last.isKilled).toBe(true);
  await hurried;
});

test('a stop in the pause before a start ends the slot', async () => {
  const { clock, workers, slot, running } = fixture();
  await running();
  workers.last.end(1);
  await Bun.sleep(0);
  await slot.stop();
  await clock.advance(60_000);
  expect([workers.all.length, clock.pendingTimers]).toEqual([1, 0]);
});
