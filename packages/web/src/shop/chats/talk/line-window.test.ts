import { expect, test } from 'bun:test';
import { earlierStart, laterStart, mostDrawn, windowOf, windowStep } from './line-window.ts';

const linesOf = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, at) => ({ key: `k${from + at}` }));

test('without a start the newest lines are drawn, also as more come', () => {
  expect(windowOf(linesOf(0, 10), undefined)).toEqual({ from: 0, to: 10 });
  expect(windowOf(linesOf(0, 1000), undefined)).toEqual({ from: 1000 - mostDrawn, to: 1000 });
});

test('a window stays with its lines when older ones come in front', () => {
  const before = windowOf(linesOf(100, 600), 'k300');
  const after = windowOf(linesOf(50, 600), 'k300');
  expect(before).toEqual({ from: 200, to: 200 + mostDrawn });
  expect(after).toEqual({ from: 250, to: 250 + mostDrawn });
});

test('it begins anew at the end when its first line is gone', () => {
  expect(windowOf(linesOf(0, 500), 'gone')).toEqual({ from: 500 - mostDrawn, to: 500 });
});

test('from the end to the beginning and back every line is drawn', () => {
  const lines = linesOf(0, 5000);
  const seen = new Set<number>();
  let start: string | undefined;
  const draw = () => {
    const range = windowOf(lines, start);
    for (let at = range.from; at < range.to; at += 1) seen.add(at);
    expect(range.to - range.from).toBe(mostDrawn);
    return range;
  };
  for (let range = draw(); range.from > 0; range = draw()) start = earlierStart(lines, range);
  expect(seen.size).toBe(5000);
  seen.clear();
  for (let range = draw(); start !== undefined; range = draw()) start = laterStart(lines, range);
  expect(seen.size).toBe(5000);
});

test('a step back and one forth come to the same place', () => {
  const lines = linesOf(0, 1000);
  const range = windowOf(lines, 'k500');
  const earlier = earlierStart(lines, range);
  expect(earlier).toBe(`k${500 - windowStep}`);
  expect(laterStart(lines, windowOf(lines, earlier))).toBe('k500');
});
