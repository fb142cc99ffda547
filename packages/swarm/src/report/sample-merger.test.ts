import { expect, test } from 'bun:test';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { Meter, type TimerName } from '../engine/meter.ts';
import type { Mark } from './run-report.ts';
import { SampleMerger } from './sample-merger.ts';
import { serverSample } from './test/server-sample.ts';

/** ms, from under one to some seconds. */
function someTime(random: SeededRandom): number {
  return Math.exp(random.next() * 9) / 4;
}

/** Runs `seconds` of a load with two processes; `each` sees what was timed in each second. */
function runLoad(
  merger: SampleMerger,
  random: SeededRandom,
  seconds: number,
  each: (second: number, times: number[]) => void = () => {},
) {
  const meters = [new Meter(), new Meter()];
  for (const [i, meter] of meters.entries()) meter.gauge('online', () => 10 * (i + 1));
  for (let second = 1; second <= seconds; second += 1) {
    const times: number[] = [];
    for (const [process, meter] of meters.entries()) {
      for (let i = 0; i < 5; i += 1) {
        const ms = someTime(random);
        times.push(ms);
        meter.time('chat', ms);
        meter.count('sent', i);
      }
      merger.take(process, meter.take());
    }
    merger.close({ atMs: second * 1000, loadCpu: second });
    each(second, times);
  }
}

/** As one histogram would have it that saw all of them. */
function inOneMeter(times: readonly number[], name: TimerName = 'chat') {
  const meter = new Meter();
  for (const ms of times) meter.time(name, ms);
  const merger = new SampleMerger();
  merger.take(0, meter.take());
  return merger.close({ atMs: 1000, loadCpu: 0 }).timers[name];
}

function exact(times: readonly number[], percentile: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.round((percentile / 100) * sorted.length) - 1] ?? 0;
}

test('percentiles of several processes are those of all their times together', () =>
  withSeed((random) => {
    const merger = new SampleMerger();
    const all: number[] = [];
    runLoad(merger, random, 200, (_second, times) => all.push(...times));
    const { counters, timers } = merger.totals();
    expect(counters.sent).toBe(200 * 2 * 10);
    expect(timers.chat?.count).toBe(all.length);
    for (const [name, percentile] of [
      ['p50', 50],
      ['p90', 90],
      ['p99', 99],
      ['p999', 99.9],
      ['max', 100],
    ] as const) {
      const found = timers.chat?.[name] ?? 0;
      expect(Math.abs(found / exact(all, percentile) - 1)).toBeLessThan(0.005);
    }
  }));

test('a second has what was taken in it, and the gauges of all processes', () =>
  withSeed((random) => {
    const merger = new SampleMerger();
    const meter = new Meter();
    runLoad(merger, random, 2, (second, times) => {
      const sample = merger.samples[second - 1];
      expect(sample?.timers.chat).toEqual(inOneMeter(times));
      expect(sample?.counters).toEqual({ sent: 20 });
      expect(sample?.gauges).toEqual({ online: 30 });
    });
    // One process's sample comes late: its devices are still there.
    meter.gauge('online', () => 12);
    merger.take(0, meter.take());
    const late = merger.close({ atMs: 3000, loadCpu: 0 });
    expect(late.gauges).toEqual({ online: 32 });
    expect(late.timers).toEqual({});
    expect(late.counters).toEqual({});
  }));

test('a long run is thinned evenly, and no sum, maximum or moment is lost', () =>
  withSeed((random) => {
    const merger = new SampleMerger(16);
    const all: number[] = [];
    runLoad(merger, random, 200, (second, times) => {
      all.push(...times);
      expect(merger.samples.length).toBeLessThanOrEqual(16);
      const spans = merger.samples.map(({ spanMs = 0 }) => spanMs);
      expect(spans.reduce((sum, span) => sum + span, 0)).toBe(second * 1000);
    });
    const { samples } = merger;
    const spans = samples.map(({ spanMs = 0 }) => spanMs);
    expect(spans).toEqual(spans.toSorted((a, b) => b - a));
    expect(Math.max(...spans)).toBe(16_000);
    let fromMs = 0;
    for (const { atMs, spanMs = 0, counters, timers, loadCpu } of samples) {
      expect(atMs - spanMs).toBe(fromMs);
      expect(counters.sent).toBe((spanMs / 1000) * 20);
      expect(timers.chat).toEqual(inOneMeter(all.slice(fromMs / 100, atMs / 100)));
      expect(loadCpu).toBeCloseTo((fromMs + 1000 + atMs) / 2000);
      fromMs = atMs;
    }
    expect(merger.totals().timers.chat).toEqual(inOneMeter(all));
    expect(merger.totalsOutside([])).toEqual(merger.totals());
  }));

test('samples of the server keep sums, peaks and means when they are put together', () => {
  const merger = new SampleMerger(2);
  const close = (atMs: number, server: Parameters<typeof serverSample>[0] | undefined) =>
    merger.close({ atMs, loadCpu: 0, server: server && serverSample(server) });
  close(1000, { cpu: 1, lagMs: 90, connections: 5, drops: { full: 3 }, overload: ['lag'] });
  close(4000, { cpu: 0.5, lagMs: 2, connections: 7, drops: { full: 1, cap: 2 } });
  close(5000, undefined);
  expect(merger.samples[0]?.server).toEqual(
    serverSample({
      cpu: 0.625,
      lagMs: 90,
      connections: 7,
      drops: { full: 4, cap: 2 },
      overload: ['lag'],
    }),
  );
  expect(merger.samples[1]?.server).toBeUndefined();
  expect(merger.drops).toEqual({ full: 4, cap: 2 });
  close(6000, { connections: 9 });
  expect(merger.samples[1]?.server).toEqual(serverSample({ connections: 9 }));
});

test('totals outside of faults leave out their time and ten seconds after', () =>
  withSeed((random) => {
    const merger = new SampleMerger();
    const bySecond: number[][] = [];
    runLoad(merger, random, 60, (_second, times) => bySecond.push(times));
    const mark = (kind: Mark['kind'], atMs: number, endMs?: number): Mark => ({
      kind,
      name: 'x',
      about: '',
      atMs,
      ...(endMs === undefined ? {} : { endMs }),
    });
    // Seconds are numbered by their ends: the fault is in the 21st to the 23rd, and settles until 33.5.
    const marks = [mark('phase', 0, 60_000), mark('fault', 20_000, 23_500), mark('fault', 58_500)];
    const kept = bySecond.filter((_times, i) => i < 20 || (i >= 34 && i < 58)).flat();
    const outside = merger.totalsOutside(marks);
    expect(outside.timers.chat).toEqual(inOneMeter(kept));
    expect(outside.counters.sent).toBe((kept.length / 10) * 20);
  }));
