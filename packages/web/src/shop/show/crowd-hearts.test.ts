import { expect, test } from 'bun:test';
import { CrowdHearts } from './crowd-hearts.ts';

test('what was liked before one came makes no hearts', () => {
  const hearts = new CrowdHearts();
  expect(hearts.heard(5_000_000, 0)).toBe(0);
  expect(hearts.heard(5_000_002, 100)).toBe(2);
});

test('own taps have risen already', () => {
  const hearts = new CrowdHearts();
  hearts.heard(10, 0);
  hearts.tapped(3);
  expect(hearts.heard(11, 10)).toBe(0);
  expect(hearts.heard(14, 20)).toBe(1);
  expect(hearts.heard(15, 1000)).toBe(1);
});

test('a crowd makes a bounded number, and the rest is not made up for later', () => {
  const hearts = new CrowdHearts();
  hearts.heard(0, 0);
  let total = 0;
  let risen = 0;
  for (let nowMs = 0; nowMs < 10_000; nowMs += 100) {
    total += 1000;
    risen += hearts.heard(total, nowMs);
  }
  expect(risen).toBeGreaterThan(40);
  expect(risen).toBeLessThanOrEqual(6 + 50);
  expect(hearts.heard(total, 60_000)).toBe(0);
  expect(hearts.heard(total + 1000, 120_000)).toBe(6);
});

test('a total that falls makes none', () => {
  const hearts = new CrowdHearts();
  hearts.heard(100, 0);
  expect(hearts.heard(40, 1000)).toBe(0);
  expect(hearts.heard(41, 2000)).toBe(1);
});
