import { expect, test } from 'bun:test';
import { WayPace } from './way-pace.ts';

function setUp() {
  const pace = new WayPace(100);
  let nowMs = 5_000_000;
  pace.look(nowMs);
  return {
    pace,
    /** Messages, evenly over a second; each that is followed has eight notes. */
    second: (messages: number) => {
      let followed = 0;
      for (let i = 0; i < messages; i += 1) {
        pace.look(nowMs + (i * 1000) / messages);
        if ((i & pace.mask) !== 0) continue;
        followed += 1;
        for (let note = 0; note < 8; note += 1) pace.noted();
      }
      nowMs += 1000;
      return followed;
    },
    wait: (ms: number) => {
      nowMs += ms;
      pace.look(nowMs);
    },
  };
}

test('while it is quiet every message is followed', () => {
  const { pace, second } = setUp();
  for (let i = 0; i < 10; i += 1) expect(second(12)).toBe(12);
  expect(pace.oneOf).toBe(1);
});

test('a flood is followed in bounds from its first second on, and evenly after', () => {
  const { pace, second } = setUp();
  expect(second(100_000)).toBeLessThan(400);
  for (let i = 0; i < 20; i += 1) expect(second(100_000) * 8).toBeLessThan(250);
  expect(second(100_000)).toBeGreaterThan(2);
  expect(Math.log2(pace.oneOf) % 1).toBe(0);
});

test('after the flood all are followed again within some seconds, though nothing happens', () => {
  const { pace, second, wait } = setUp();
  second(100_000);
  expect(pace.oneOf).toBeGreaterThan(1000);
  wait(5000);
  expect(pace.oneOf).toBeGreaterThan(1);
  wait(15_000);
  expect(pace.oneOf).toBe(1);
  second(100_000);
  wait(3_600_000);
  expect(pace.oneOf).toBe(1);
});

test('there is an end to how few are followed', () => {
  const { pace } = setUp();
  for (let i = 0; i < 10_000; i += 1) pace.noted();
  expect(pace.oneOf).toBe(2 ** 16);
});

test('what began to be followed is sought for another while', () => {
  const { pace, wait } = setUp();
  for (let i = 0; i < 300; i += 1) pace.noted();
  expect([pace.mask, pace.seekMask]).toEqual([7, 0]);
  for (let i = 0; i < 90; i += 1) pace.noted();
  wait(1000);
  expect([pace.mask, pace.seekMask]).toEqual([7, 7]);
  for (let i = 0; i < 100; i += 1) pace.noted();
  expect([pace.mask, pace.seekMask]).toEqual([15, 7]);
  // Fewer than half of what fits: the larger half is followed again at once.
  wait(1000);
  expect([pace.mask, pace.seekMask]).toEqual([7, 7]);
});
