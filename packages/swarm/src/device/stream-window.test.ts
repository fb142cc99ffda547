import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { StreamWindow } from './stream-window.ts';

function steps(...notes: [position: number, number: number][]) {
  const window = new StreamWindow();
  return notes.map(([position, number]) => window.note(position, number));
}

test('numbers that ascend with their positions are new, in whatever order they are met', () =>
  withSeed((random) => {
    const numbers = Array.from({ length: 30 }, (_n, i) => i + 1);
    const met = random.shuffle(numbers).map((n): [number, number] => [n * 7, n]);
    // One that is met between two others may be out of order, and can't be told: it is never held so.
    expect(new Set(steps(...met))).toEqual(new Set(['new']));
  }));

test('a number that was there is there again, however many came between', () => {
  expect(steps([1, 1], [2, 2], [3, 5], [4, 2])).toEqual(['new', 'new', 'new', 'again']);
  expect(steps([1, 1], [2, 32], [3, 1])).toEqual(['new', 'new', 'again']);
  expect(steps([1, 1], [2, 33], [3, 1])).toEqual(['new', 'new', 'late']);
  expect(steps([1, 7], [1, 7])).toEqual(['new', 'again']);
});

test('behind a greater one is late, from either side', () => {
  expect(steps([1, 1], [2, 3], [3, 2])).toEqual(['new', 'new', 'late']);
  expect(steps([5, 3], [4, 4])).toEqual(['new', 'late']);
  expect(steps([5, 3], [4, 2])).toEqual(['new', 'new']);
});
