import { expect, test } from 'bun:test';
import { clockText, countdownFace, flashLeftMs } from './countdown-face.ts';

const at = 1_000_000;

test('counts 3, 2, 1 and is over at the instant', () => {
  const faces = [3000, 2999.5, 2001, 2000, 1, 0, -5].map((left) => countdownFace(at, at - left));
  expect(faces.map((face) => face?.seconds)).toEqual([3, 3, 3, 2, 1, undefined, undefined]);
});

test('whoever waits as long as told sees the next second, not a moment early', () => {
  let now = at - 7321.25;
  const seen: number[] = [];
  for (let face = countdownFace(at, now); face; face = countdownFace(at, now)) {
    seen.push(face.seconds);
    expect(countdownFace(at, now + face.nextMs - 0.01)?.seconds).toBe(face.seconds);
    now += face.nextMs;
  }
  expect(seen).toEqual([8, 7, 6, 5, 4, 3, 2, 1]);
  expect(now).toBeCloseTo(at, 6);
});

test('only the last three fill the stage', () => {
  expect(countdownFace(at, at - 3001)?.isLarge).toBe(false);
  expect(countdownFace(at, at - 3000)?.isLarge).toBe(true);
});

test('a long wait reads as minutes and seconds', () => {
  expect([9, 60, 725].map(clockText)).toEqual(['0:09', '1:00', '12:05']);
});

test('what opened long ago is not news', () => {
  expect(flashLeftMs(at, at)).toBe(10_000);
  expect(flashLeftMs(at, at + 9000)).toBe(1000);
  expect(flashLeftMs(at, at + 60_000)).toBe(0);
});
