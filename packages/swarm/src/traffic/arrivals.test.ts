import { describe, expect, test } from 'bun:test';
import { SeededRandom, withSeed } from '@eagre/testkit';
import { type ArrivalKind, type ArrivalOptions, arrivals } from './arrivals.ts';
import { dailyPeaks, ramp, type Shape, shout } from './shape.ts';
import { WindowCounts } from './window-counts.ts';

const kinds: ArrivalKind[] = ['poisson', 'show', 'group'];

/** Offsets up to an end. */
function take(kind: ArrivalKind, seconds: number, options: ArrivalOptions): number[] {
  const process = arrivals(kind, options);
  const offsets: number[] = [];
  for (let at = process.next(); at < seconds * 1000; at = process.next()) offsets.push(at);
  return offsets;
}

function countIn(offsets: readonly number[], fromSeconds: number, toSeconds: number): number {
  return offsets.filter((at) => at >= fromSeconds * 1000 && at < toSeconds * 1000).length;
}

test.each([
  ['poisson', 0.05, 40_000, 1],
  ['poisson', 400, 100, 1],
  ['show', 0.05, 40_000, 1],
  ['show', 13, 8000, 1],
  ['show', 400, 8000, 1],
  ['group', 0.02, 6_000_000, 1],
  ['group', 40, 3000, 2000],
] as const)(
  '%s has its mean rate of %d/s, and time does not go back',
  (kind, perSecond, seconds, speed) => {
    const offsets = take(kind, seconds, { perSecond, speed, random: new SeededRandom(11) });
    expect(offsets.length / (perSecond * seconds)).toBeWithin(0.93, 1.07);
    expect(offsets.every((at, i) => at >= (offsets[i - 1] ?? 0))).toBe(true);
  },
);

describe.each(kinds)('%s', (kind) => {
  test('repeats with its seed, and differs with another', () => {
    const of = (seed: number) => take(kind, 100, { perSecond: 5, random: new SeededRandom(seed) });
    expect(of(3)).toEqual(of(3));
    expect(of(3)).not.toEqual(of(4));
  });

  test('no second has more than the cap', () => {
    const random = new SeededRandom(5);
    const offsets = take(kind, 300, { perSecond: 300, random, capPerSecond: 50 });
    const counts = new WindowCounts(1000);
    for (const at of offsets) counts.add(at);
    expect(counts.most).toBe(50);
  });
});

test('people by themselves are as even as chance is; a show is not, a group least of all', () => {
  const dispersion = (kind: ArrivalKind) => {
    const counts = new WindowCounts(10_000);
    for (const at of take(kind, 20_000, { perSecond: 13, random: new SeededRandom(8) })) {
      counts.add(at);
    }
    return counts.dispersion;
  };
  expect(dispersion('poisson')).toBeWithin(0.95, 1.05);
  expect(dispersion('show')).toBeWithin(1.4, 3);
  expect(dispersion('group')).toBeGreaterThan(5);
});

test('now and then a show stalls for seconds', () => {
  const longGaps = (kind: ArrivalKind) => {
    const offsets = take(kind, 20_000, { perSecond: 13, random: new SeededRandom(12) });
    return offsets.filter((at, i) => at - (offsets[i - 1] ?? 0) > 1500).length;
  };
  expect(longGaps('show')).toBeWithin(8, 50);
  expect(longGaps('poisson')).toBe(0);
});

test('days have nights', () => {
  const week = take('group', 7 * 86_400, {
    perSecond: 0.1,
    random: new SeededRandom(2),
    days: true,
  });
  const inHours = (from: number, to: number) =>
    Array.from({ length: 7 }, (_, day) => day * 86_400).reduce(
      (sum, start) => sum + countIn(week, start + from * 3600, start + to * 3600),
      0,
    );
  expect(inHours(2, 6)).toBeLessThan(inHours(19, 22) / 50);
});

test('a faster time has the same ups and downs sooner', () => {
  const run = (speed: number) =>
    take('group', 40_000 / speed, {
      perSecond: 0.5 * speed,
      speed,
      days: true,
      random: new SeededRandom(6),
    });
  const slow = run(1);
  const fast = run(50);
  expect(fast).toHaveLength(slow.length);
  for (const [i, at] of fast.entries()) expect(at * 50).toBeCloseTo(slow[i] as number, 3);
});

const steady = (shapes: Shape[]) => (seconds: number) =>
  withSeed((random) => take('poisson', seconds, { perSecond: 100, random, shapes }));

test('a shout is many times the rate for as long as it lasts, then it is over', async () => {
  const offsets = await steady([shout({ atMs: 10_000, factor: 20 })])(30);
  expect(countIn(offsets, 5, 10) / 5).toBeWithin(70, 130);
  // On its way up: 33 are expected, and chance spreads that few by a fifth.
  expect(countIn(offsets, 10, 10.1) / 0.1).toBeWithin(100, 700);
  expect(countIn(offsets, 10.2, 12.2) / 2).toBeWithin(1700, 2300);
  expect(countIn(offsets, 12.2, 13.2)).toBeWithin(1050, 1550);
  expect(countIn(offsets, 20, 30) / 10).toBeWithin(75, 125);
});

test('peaks come every day at their hours', async () => {
  const offsets = await steady([dailyPeaks({ dayMs: 24_000, factor: 10 })])(48);
  for (const day of [0, 24]) {
    expect(countIn(offsets, day + 8.75, day + 9.25) / 0.5).toBeWithin(750, 1200);
    expect(countIn(offsets, day + 21.75, day + 22.25) / 0.5).toBeWithin(750, 1200);
    expect(countIn(offsets, day + 13, day + 17) / 4).toBeWithin(65, 140);
  }
});

test('a ramp goes up in a straight line, and shapes are multiplied', async () => {
  const offsets = await steady([ramp(10_000, 20_000, 1, 3), ramp(0, 0, 1, 2)])(30);
  expect(countIn(offsets, 0, 10) / 10).toBeWithin(150, 250);
  expect(countIn(offsets, 14.5, 15.5)).toBeWithin(290, 510);
  expect(countIn(offsets, 20, 30) / 10).toBeWithin(500, 700);
});

test('when nothing comes any more, nothing comes', () => {
  const shapes = [ramp(0, 5000, 1, 0)];
  for (const kind of kinds) {
    const process = arrivals(kind, { perSecond: 10, random: new SeededRandom(1), shapes });
    let at = process.next();
    for (let i = 0; i < 1_000_000 && Number.isFinite(at); i += 1) at = process.next();
    expect(at).toBe(Number.POSITIVE_INFINITY);
  }
});

test.each([0, -1, Number.NaN])('a rate of %d is refused', (perSecond) => {
  expect(() => arrivals('show', { perSecond, random: new SeededRandom(1) })).toThrow('above 0');
});
