import { expect, test } from 'bun:test';
import { SeededRandom, withSeed } from '@eagre/testkit';
import { theilSen } from './slope.ts';
import { fault, memorySamples, verdictOn } from './test/contexts.ts';

const judged = (seconds: number, mb: (at: number) => number | undefined, memoryMb = 1024) =>
  verdictOn('memory', { samples: memorySamples(seconds, mb), memoryMb });

/** What a collected heap does: up and down by some MB. */
const swing = (at: number) => 300 + 8 * Math.sin(at / 3) + 5 * Math.sin(at / 17);

test('a leak is found, whatever the heap does besides, and a steady server is not', () => {
  expect(judged(600, swing)?.ok).toBe(true);
  expect(judged(600, (at) => swing(at) + at * 0.2)).toMatchObject({ ok: false });
  expect(judged(600, (at) => swing(at) + at * 0.2)?.text).toMatch(/^grows by 1[12]/);
});

test('what fills up and then stays is no leak', () => {
  expect(judged(600, (at) => 400 - 300 * Math.exp(-at / 60))?.ok).toBe(true);
});

test('caches that still fill in a young server are not carried on for a day, in an old one they are', () => {
  const filling = (at: number) => 150 + at * 0.2;
  expect(judged(190, filling)?.ok).toBe(true);
  expect(judged(1200, filling)?.ok).toBe(false);
});

test('what grew in the warm-up is not held against a server, nor what a heap swings', () => {
  expect(judged(600, (at) => 100 + 2 * Math.min(at, 300))?.ok).toBe(true);
  expect(judged(130, (at) => 300 + at * 0.1)?.ok).toBe(true);
});

test('growth within the limit of a day is none, and the limit may be set', () => {
  const slow = (at: number) => 300 + at * 0.04;
  expect(judged(3600, slow, 4096)?.ok).toBe(true);
  expect(judged(3600, slow)?.ok).toBe(false);
});

test('a short run is not judged, and says so', () => {
  expect(judged(110, (at) => at * 10)).toMatchObject({ ok: true });
  expect(judged(110, (at) => at * 10)?.text).toContain('too short');
  expect(judged(130, (at) => at * 10)?.ok).toBe(false);
  expect(judged(600, () => undefined)).toBeUndefined();
});

test('a restart begins anew: the longest life counts', () => {
  const restarted = (at: number) => {
    if (at >= 200 && at < 210) return undefined;
    return at < 200 ? 900 + at : 100 + (at - 210) * 0.001;
  };
  const marks = [fault(200, 210)];
  expect(verdictOn('memory', { samples: memorySamples(900, restarted), marks })?.ok).toBe(true);
  const leaking = (at: number) => (at >= 600 && at < 610 ? undefined : 100 + at);
  expect(judged(700, leaking)?.ok).toBe(false);
});

test('of a cluster each node is judged: one that comes back is no leak, one that leaks is', () => {
  const samplesOf = (nodes: Record<string, (at: number) => number | undefined>) =>
    memorySamples(700, () => 1).map((sample, at) => {
      const all = Object.entries(nodes).map(([name, mb]) => [name, mb(at)] as const);
      const there = all.filter((one) => one[1] !== undefined);
      const bytes = there.map(([name, mb]) => [name, (mb ?? 0) * 2 ** 20]);
      const server = { residentBytes: 1, residentByNode: Object.fromEntries(bytes) };
      return { ...sample, server } as typeof sample;
    });
  const away = (at: number) => (at < 300 ? 400 : at < 310 ? undefined : 100);
  const back = verdictOn('memory', { samples: samplesOf({ node1: swing, node2: away }) });
  expect(back?.ok).toBe(true);
  expect(back?.text).toContain('node2: slope');
  const leaking = samplesOf({ node1: (at) => 300 + at, node2: (at) => 2000 - at });
  const leak = verdictOn('memory', { samples: leaking });
  expect(leak?.ok).toBe(false);
  expect(leak?.text).toStartWith('node1: grows by');
  expect(leak?.text).not.toContain('node2');
});

test('the line is the middle one, and its bounds hold the truth mostly', () =>
  withSeed((random) => {
    expect(
      theilSen([
        [0, 1],
        [1, 2],
      ]),
    ).toBeUndefined();
    const wild = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((x) => [x, x === 3 ? 500 : 2 * x] as const);
    expect(theilSen(wild)?.middle).toBe(2);
    let held = 0;
    for (let run = 0; run < 200; run += 1) {
      const noise = new SeededRandom(random.int(2 ** 32));
      const points = Array.from({ length: 40 }, (_p, x) => [x, x + 20 * noise.next()] as const);
      const slope = theilSen(points);
      if (slope !== undefined && slope.least <= 1 && slope.most >= 1) held += 1;
    }
    expect(held).toBeGreaterThan(175);
  }));
