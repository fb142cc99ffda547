import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { type Flight, Lanes } from './lanes.ts';

const width = 390;

/** Where a line is at a moment: its left and right end. */
function ends({ flight, startMs, length }: Line, nowMs: number): [number, number] {
  const left = width - ((nowMs - startMs) / flight.durationMs) * (width + length);
  return [left, left + length];
}

interface Line {
  flight: Flight;
  startMs: number;
  length: number;
}

test('lines of a lane never touch each other, whatever their lengths', () => {
  const random = new SeededRandom(11);
  const lanes = new Lanes();
  lanes.fit(5, width);
  const lines: Line[] = [];
  for (let nowMs = 0; nowMs < 60_000; nowMs += 40) {
    const length = 30 + random.next() * 400;
    const flight = lanes.book(nowMs, length);
    if (flight) lines.push({ flight, startMs: nowMs, length });
  }
  expect(lines.length).toBeGreaterThan(50);
  for (let lane = 0; lane < 5; lane += 1) {
    const own = lines.filter(({ flight }) => flight.lane === lane);
    for (const [index, line] of own.entries()) {
      const next = own[index + 1];
      if (next === undefined) continue;
      // They fly straight, so both ends of the time that they share will do.
      for (const nowMs of [next.startMs, line.startMs + line.flight.durationMs]) {
        expect(ends(next, nowMs)[0] - ends(line, nowMs)[1]).toBeGreaterThan(20);
      }
    }
  }
});

test('the upper lanes come first, and when all are taken there is none', () => {
  const lanes = new Lanes();
  lanes.fit(3, width);
  const booked = [1, 2, 3, 4].map(() => lanes.book(0, 100)?.lane);
  expect(booked).toEqual([0, 1, 2, undefined]);
  expect(lanes.book(10_000, 100)?.lane).toBe(0);
});

test('a stage without lanes takes nothing', () => {
  const lanes = new Lanes();
  expect(lanes.book(0, 10)).toBeUndefined();
  lanes.fit(0, width);
  expect(lanes.book(0, 10)).toBeUndefined();
});

test('a lane is free again once the tail has come in, long before the line is out', () => {
  const lanes = new Lanes();
  lanes.fit(1, width);
  const first = lanes.book(0, 88) as Flight;
  expect(lanes.book(1000, 50)).toBeUndefined();
  expect(lanes.book(1400, 50)?.lane).toBe(0);
  expect(first.durationMs).toBeGreaterThan(5000);
});
