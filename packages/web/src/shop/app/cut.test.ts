import { expect, test } from 'bun:test';
import { CutRecord } from './cut.ts';

test('counts what came after the line was mended', () => {
  const record = new CutRecord({ epoch: 1, syncId: 7, isExact: true }, 1000);
  for (const syncId of [8, 9, 10]) record.entry({ epoch: 1, syncId });
  expect(record.result(1200)).toEqual({
    tookMs: 200,
    from: 7,
    to: 10,
    caughtUp: 3,
    isWhole: true,
  });
});

test('does not call whole what has a hole', () => {
  const hole = new CutRecord({ epoch: 1, syncId: 7, isExact: true }, 0);
  hole.entry({ epoch: 1, syncId: 9 });
  expect(hole.result(1).isWhole).toBe(false);
  const gap = new CutRecord({ epoch: 1, syncId: 7, isExact: true }, 0);
  gap.gap();
  expect(gap.result(1).isWhole).toBe(false);
});

test('a quiet log is whole', () => {
  expect(new CutRecord({ epoch: 1, syncId: 0, isExact: false }, 0).result(5)).toMatchObject({
    caughtUp: 0,
    isWhole: true,
  });
});

test('what is not known for sure is no hole', () => {
  const record = new CutRecord({ epoch: 1, syncId: 3, isExact: false }, 0);
  record.entry({ epoch: 1, syncId: 6 });
  expect(record.result(1).isWhole).toBe(true);
  record.entry({ epoch: 1, syncId: 8 });
  expect(record.result(1).isWhole).toBe(false);
});
