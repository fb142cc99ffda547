import { afterEach, expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { type Figure, gauge, rate, worst } from './figure.ts';
import { Sampler } from './sampler.ts';

const second = 1000;
const minute = 60_000;
/** A whole minute. */
const startMs = 1_767_225_600_000;
const opened: Sampler[] = [];
const clocks: FakeClock[] = [];

afterEach(() => {
  for (const sampler of opened.splice(0)) sampler.close();
  for (const { pendingTimers } of clocks.splice(0)) expect(pendingTimers).toBe(0);
});

function world(given: { seriesSeconds?: number; seriesPoints?: number; start?: number } = {}) {
  const { start = startMs, ...more } = given;
  const clock = new FakeClock(start);
  const now = { level: 0, count: 0, slow: Number.NaN, refreshed: 0 };
  const limits = { seriesSeconds: 3600, seriesMinutes: 1440, seriesPoints: 600, ...more };
  const figures: Figure[] = [
    gauge('level', () => now.level),
    rate('count', () => now.count),
    worst('slow', () => now.slow),
  ];
  const refresh = () => {
    now.refreshed += 1;
  };
  const sampler = new Sampler({ clock, limits, figures, refresh });
  opened.push(sampler);
  clocks.push(clock);
  const read = (stepMs: 1000 | 60_000 = second, since?: number) => sampler.read({ stepMs, since });
  return { clock, now, sampler, read };
}

test('each second has a point, made at its end: gauges as they are, counts as rates', async () => {
  const { clock, now, read } = world();
  expect(read()).toMatchObject({ from: startMs, more: false, values: { level: [] } });
  now.level = 7;
  now.count = 30;
  await clock.advance(second);
  now.level = 8;
  now.count = 42;
  now.slow = 3.25;
  await clock.advance(second - 1);
  expect(read().values['level']).toEqual([7]);
  await clock.advance(1);
  expect(read()).toEqual({
    from: startMs,
    more: false,
    values: { level: [7, 8], count: [30, 12], slow: [null, 3.25] },
  });
  expect(now.refreshed).toBe(3);
});

test('what was counted before it began is not in the first rate', async () => {
  const clock = new FakeClock();
  clocks.push(clock);
  let count = 1_000_000;
  const limits = { seriesSeconds: 60, seriesMinutes: 60, seriesPoints: 60 };
  const figures = [rate('count', () => count)];
  const sampler = new Sampler({ clock, limits, figures, refresh: () => {} });
  opened.push(sampler);
  count += 5;
  await clock.advance(second);
  expect(sampler.read({ stepMs: second }).values['count']).toEqual([5]);
});

test('points stand at whole seconds; one that has just begun has none', async () => {
  const begun = world({ start: startMs + 400 });
  begun.now.count = 60;
  await begun.clock.advance(600);
  expect(begun.read()).toMatchObject({ from: startMs, values: { count: [100] } });
  const late = world({ start: startMs + 900 });
  late.now.count = 60;
  await late.clock.advance(100);
  expect(late.read().values['count']).toEqual([]);
  await late.clock.advance(second);
  expect(late.read()).toMatchObject({ from: startMs + second, values: { count: [54.545] } });
});

/** The event loop does something else for so long: a timer that was due comes after that. */
class BusyClock extends FakeClock {
  #lateMs = 0;
  busyFor(ms: number): void {
    this.#lateMs = ms;
  }
  override setTimer(ms: number, fn: () => void) {
    const late = this.#lateMs;
    this.#lateMs = 0;
    return super.setTimer(ms + late, fn);
  }
}

test('seconds that were missed have no point, and the rate after them is over all the time', async () => {
  const clock = new BusyClock(startMs);
  clocks.push(clock);
  const limits = { seriesSeconds: 60, seriesMinutes: 60, seriesPoints: 60 };
  const figures = [rate('count', () => clock.monotonicMs() / 10), gauge('level', () => 1)];
  const sampler = new Sampler({ clock, limits, figures, refresh: () => {} });
  opened.push(sampler);
  await clock.advance(1500);
  clock.busyFor(2400);
  await clock.advance(500);
  // The next one comes at 5.4 s instead of 3 s.
  await clock.advance(5000);
  const { values } = sampler.read({ stepMs: second });
  expect(values['level']).toEqual([1, 1, null, null, 1, 1, 1]);
  expect(values['count']).toEqual([100, 100, null, null, 100, 100, 100]);
});

test('only so many seconds are kept, the newest', async () => {
  const { clock, now, read } = world({ seriesSeconds: 10, seriesPoints: 8 });
  for (let at = 0; at < 25; at += 1) {
    now.level = at;
    await clock.advance(second);
  }
  expect(read()).toMatchObject({
    from: startMs + 17 * second,
    more: false,
    values: { level: [17, 18, 19, 20, 21, 22, 23, 24] },
  });
  expect(read(second, startMs)).toMatchObject({
    from: startMs + 15 * second,
    more: true,
    values: { level: [15, 16, 17, 18, 19, 20, 21, 22] },
  });
  expect(read(second, startMs + 22 * second)).toMatchObject({
    from: startMs + 23 * second,
    more: false,
    values: { level: [23, 24] },
  });
  expect(read(second, startMs + 24 * second)).toMatchObject({
    from: startMs + 25 * second,
    more: false,
    values: { level: [] },
  });
});

test('a minute is the mean of its seconds, or the worst of them, and told when it is over', async () => {
  const { clock, now, read } = world();
  for (let at = 0; at < 130; at += 1) {
    now.level = at;
    now.count += at < 60 ? 2 : 4;
    now.slow = at === 20 ? 9 : at === 90 ? Number.NaN : 1;
    await clock.advance(second);
    if (at === 58) expect(read(minute).values['level']).toEqual([]);
  }
  expect(read(minute)).toEqual({
    from: startMs,
    more: false,
    values: { level: [29.5, 89.5], count: [2, 4], slow: [9, 1] },
  });
});

test('a minute of which some seconds are unknown is made of the others', async () => {
  const { clock, now, read } = world({ start: startMs + 50 * second });
  for (let at = 50; at < 121; at += 1) {
    now.level = at;
    await clock.advance(second);
  }
  expect(read(minute)).toMatchObject({
    from: startMs,
    values: { level: [54.5, 89.5], slow: [null, null] },
  });
});

test('a minute whose last second was missed is told with the next point', async () => {
  const { clock, now, read } = world();
  now.level = 4;
  await clock.advance(55 * second);
  clock.jumpWallClock(20 * second);
  await clock.advance(second);
  expect(read(minute)).toMatchObject({ from: startMs, values: { level: [4] } });
});

test('a wall clock that is set forward leaves a hole', async () => {
  const { clock, now, read } = world();
  now.level = 1;
  await clock.advance(2 * second);
  clock.jumpWallClock(3 * second);
  await clock.advance(second);
  expect(read()).toMatchObject({
    from: startMs,
    values: { level: [1, 1, null, null, null, 1] },
  });
});

test('far forward, nothing is left of what was kept', async () => {
  const { clock, now, read } = world({ seriesSeconds: 10 });
  now.level = 1;
  await clock.advance(10 * second);
  clock.jumpWallClock(1_000_000_000 * second);
  await clock.advance(second);
  const level = read().values['level'];
  expect(level).toEqual([...Array.from({ length: 9 }, () => null), 1]);
});

test('set back a little, it waits; set back far, it begins anew', async () => {
  const { clock, now, read } = world();
  now.level = 1;
  await clock.advance(10 * second);
  clock.jumpWallClock(-5 * second);
  now.level = 2;
  await clock.advance(6 * second);
  expect(read().values['level']).toEqual([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 2]);
  clock.jumpWallClock(-3600 * second);
  await clock.advance(2 * second);
  expect(read()).toMatchObject({
    from: startMs + (11 - 3600) * second,
    values: { level: [2, 2] },
  });
});

test('numbers are told short', async () => {
  const { clock, now, read } = world();
  now.level = 0.123456;
  await clock.advance(second);
  now.level = 12_345_678.9;
  await clock.advance(second);
  now.level = 999.5;
  await clock.advance(second);
  expect(read().values['level']).toEqual([0.123, 12_345_679, 999.5]);
});
