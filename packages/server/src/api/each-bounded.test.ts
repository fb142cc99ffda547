import { expect, test } from 'bun:test';
import { eachBounded } from './each-bounded.ts';

test('results are in order and never more than so many run at once', async () => {
  let running = 0;
  let most = 0;
  const items = Array.from({ length: 20 }, (_, index) => index);
  const results = await eachBounded(items, 4, async (item) => {
    running += 1;
    most = Math.max(most, running);
    for (let turn = 0; turn < (item % 3) + 1; turn += 1) await Promise.resolve();
    running -= 1;
    return item * 2;
  });
  expect(results).toEqual(items.map((item) => item * 2));
  expect(most).toBe(4);
});

test('nothing to do', async () => {
  expect(await eachBounded([], 4, async () => 1)).toEqual([]);
});

test('a failure is passed on', async () => {
  const failing = eachBounded([1, 2], 1, async (item) => {
    if (item === 2) throw new Error('second');
  });
  await expect(failing).rejects.toThrow('second');
});
