import { expect, test } from 'bun:test';
import { OnlineCurve } from './online-curve.ts';

test('one point in each interval', () => {
  const curve = new OnlineCurve({ everyMs: 100, mostPoints: 10 });
  for (let nowMs = 0; nowMs <= 250; nowMs += 50) curve.note(nowMs, 1_000 + nowMs, nowMs);
  expect(curve.points()).toEqual([
    { at: 1_000, devices: 0 },
    { at: 1_100, devices: 100 },
    { at: 1_200, devices: 200 },
  ]);
});

test('the newest points stay, in order', () => {
  const curve = new OnlineCurve({ everyMs: 1, mostPoints: 50 });
  for (let n = 0; n < 777; n += 1) {
    curve.note(n, n, n * 2);
    const points = curve.points();
    expect(points).toHaveLength(Math.min(50, n + 1));
    expect(points.at(-1)).toEqual({ at: n, devices: n * 2 });
    expect(points[0]?.at).toBe(Math.max(0, n - 49));
  }
  expect(curve.points().map(({ at }) => at)).toEqual(Array.from({ length: 50 }, (_, i) => 727 + i));
});
