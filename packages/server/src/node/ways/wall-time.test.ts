import { expect, test } from 'bun:test';
import { WallTime } from './wall-time.ts';

test('the same moment keeps its time, and finds its fraction', () => {
  let ms = 0.25;
  let wall = 1_000_000.75;
  const time = new WallTime({ now: () => Math.floor(wall + ms), monotonicMs: () => ms });
  const read: number[] = [];
  for (let i = 0; i < 200; i += 1) {
    ms += 0.37;
    read.push(time.startedAt());
  }
  expect(Math.abs((read.at(-1) ?? 0) - 1_000_000.75)).toBeLessThan(0.02);
  expect(read).toEqual(read.toSorted((a, b) => a - b));
  expect(new Set(read.slice(100)).size).toBe(1);
  // The wall clock was set back, and forward.
  wall -= 5000;
  ms += 0.37;
  expect(Math.abs(time.startedAt() - wall)).toBeLessThanOrEqual(1);
  wall += 7000;
  ms += 0.37;
  expect(Math.abs(time.startedAt() - wall)).toBeLessThanOrEqual(1);
});
