import { expect, test } from 'bun:test';
import { nowMs } from '../../engine/now.ts';
import { atRate } from './at-rate.ts';

const items = Array.from({ length: 100 }, (_item, i) => i);
const never = new AbortController().signal;

test('begins each when it is due, whatever becomes of those before', async () => {
  const dues: number[] = [];
  const startMs = nowMs();
  const open: (() => void)[] = [];
  await atRate(items, 1000, never, (item, dueMs) => {
    expect(nowMs()).toBeGreaterThanOrEqual(dueMs);
    dues.push(dueMs);
    // None ends before the last has begun.
    if (item === items.length - 1) for (const end of open) end();
    return item === items.length - 1
      ? Promise.resolve()
      : new Promise((resolve) => open.push(resolve));
  });
  const first = dues[0] as number;
  expect(first).toBeGreaterThanOrEqual(startMs);
  expect(dues.map((due) => Math.round(due - first))).toEqual(items);
});

test('one that fails is told at once, and nothing is begun after the end', async () => {
  let begun = 0;
  const work = () => {
    begun += 1;
    return begun === 3 ? Promise.reject(new Error('no place')) : Promise.resolve();
  };
  const startMs = nowMs();
  await expect(atRate(items, 100, never, work)).rejects.toThrow('no place');
  expect([nowMs() - startMs < 500, begun < 50]).toEqual([true, true]);
  const abort = new AbortController();
  begun = 10;
  await atRate(items, 1000, abort.signal, () => {
    begun += 1;
    if (begun >= 20) abort.abort();
    return Promise.resolve();
  });
  expect(begun).toBeLessThan(60);
});
