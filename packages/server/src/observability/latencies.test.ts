import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { Latencies, latencyBound, latencyBucketCount, longestLatencyMs } from './latencies.ts';
import { LatencyWindow } from './latency-window.ts';
import { latencyBuckets, Metrics } from './metrics.ts';

function percentilesOf(times: readonly number[]) {
  const latencies = new Latencies();
  const window = new LatencyWindow(latencies);
  for (const ms of times) latencies.took(ms);
  window.look();
  return { p50: window.p50Ms, p99: window.p99Ms };
}

/** By sorting. */
function exact(times: readonly number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b);
  return sorted[Math.ceil(sorted.length * share) - 1] ?? Number.NaN;
}

test('times of two digits are told as they are', () => {
  for (const ms of [
    0.1, 0.11, 0.25, 0.29, 0.57, 1, 1.1, 2, 7, 10, 35, 99, 110, 350, 9900, 100_000,
  ]) {
    expect(percentilesOf([ms])).toEqual({ p50: ms, p99: ms });
  }
});

test('others are told as a little longer than they were, never as shorter', () =>
  withSeed((random) => {
    const times = Array.from({ length: 5000 }, () => 10 ** (random.next() * 6 - 1));
    const told = percentilesOf(times);
    for (const [value, share] of [
      [told.p50, 0.5],
      [told.p99, 0.99],
    ] as const) {
      const right = exact(times, share);
      expect(value).toBeGreaterThanOrEqual(right - 1e-6);
      expect(value).toBeLessThanOrEqual(right * 1.1 + 1e-6);
    }
  }));

test('every bucket ends where the next begins', () => {
  for (let bucket = 0; bucket < latencyBucketCount; bucket += 1) {
    const latencies = new Latencies();
    latencies.took(latencyBound(bucket));
    expect(latencies.counts[bucket]).toBe(1);
    latencies.took(latencyBound(bucket) * 1.0001);
    const next = Math.min(bucket + 1, latencyBucketCount - 1);
    expect(latencies.counts[next]).toBe(next === bucket ? 2 : 1);
  }
});

test('what clocks that differ make negative counts as nothing, and the endless as the longest', () => {
  const latencies = new Latencies();
  latencies.took(-40);
  latencies.took(1e9);
  expect(latencies.counts[0]).toBe(1);
  expect(latencies.sumMs).toBe(1e9);
  expect(percentilesOf([1e9]).p50).toBe(longestLatencyMs);
});

test('a window has what came since the last look, and nothing when nothing came', () => {
  const latencies = new Latencies();
  const window = new LatencyWindow(latencies);
  for (let i = 0; i < 100; i += 1) latencies.took(5);
  window.look();
  expect([window.p50Ms, window.p99Ms]).toEqual([5, 5]);
  for (let i = 1; i <= 100; i += 1) latencies.took(i);
  window.look();
  expect([window.p50Ms, window.p99Ms]).toEqual([50, 99]);
  window.look();
  expect([window.p50Ms, window.p99Ms]).toEqual([Number.NaN, Number.NaN]);
  latencies.took(20);
  window.look();
  expect([window.p50Ms, window.p99Ms]).toEqual([20, 20]);
});

test('the histogram of Prometheus is made from the same counts', async () => {
  const metrics = new Metrics();
  const latencies = new Latencies();
  metrics.histogram({ name: 'walk_seconds', help: 'Walks' }, latencies, latencyBuckets);
  for (const ms of [0.05, 1, 1.001, 350, 351, 7000]) latencies.took(ms);
  const text = await metrics.text();
  const values = text.split('\n').filter((line) => line.includes('walk_seconds'));
  expect(values).toEqual([
    '# HELP eagre_walk_seconds Walks',
    '# TYPE eagre_walk_seconds histogram',
    'eagre_walk_seconds_bucket{le="0.001"} 2',
    ...[0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2].map(
      (le) => `eagre_walk_seconds_bucket{le="${le}"} 3`,
    ),
    'eagre_walk_seconds_bucket{le="0.35"} 4',
    ...[0.5, 1, 2, 5].map((le) => `eagre_walk_seconds_bucket{le="${le}"} 5`),
    'eagre_walk_seconds_bucket{le="+Inf"} 6',
    `eagre_walk_seconds_sum ${(0.05 + 1 + 1.001 + 350 + 351 + 7000) / 1000}`,
    'eagre_walk_seconds_count 6',
  ]);
});
