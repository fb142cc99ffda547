import { expect, test } from 'bun:test';
import fc from 'fast-check';
import type { QueueKey } from '../keys.ts';
import { takeEntries } from '../timeline/take-entries.ts';
import type { RangeRequest, Timeline } from '../timeline/timeline.ts';
import { readStretches, type Stretch } from './stretches.ts';

/** A store of equal logs: entry `n` of each queue is `size(queue)` bytes long. */
function fakeStore(sizes: readonly number[]) {
  const calls: number[] = [];
  const ranges: Timeline['ranges'] = async (requests: readonly RangeRequest[]) => {
    calls.push(requests.length);
    return requests.map(({ queue, after, to, limit, bytes }) => {
      const size = sizes[Number(queue)] ?? 1;
      const all = Array.from({ length: (to ?? after) - after }, () => 'x'.repeat(size));
      const entries = takeEntries(all, limit, bytes);
      return { epoch: 1, head: 1_000_000, low: 0, first: after + 1, entries };
    });
  };
  return { ranges, calls };
}

const stretch = (queue: number, missing: number): Stretch => ({
  queue: String(queue) as QueueKey,
  after: 5,
  to: 5 + missing,
});

test('the budget goes to the stretches in order, and never past it', async () => {
  const entry = fc.record({ missing: fc.nat(30), size: fc.integer({ min: 1, max: 400 }) });
  const property = fc.asyncProperty(
    fc.array(entry, { maxLength: 20 }),
    fc.nat(4000),
    fc.boolean(),
    async (queues, bytes, atLeastOne) => {
      const store = fakeStore(queues.map(({ size }) => size));
      const stretches = queues.map(({ missing }, i) => stretch(i, missing));
      const results = await readStretches(store, stretches, { bytes, atLeastOne });
      const counts = results.map((entries) => entries.length);
      const used = counts.reduce((sum, count, i) => sum + count * (queues[i]?.size ?? 0), 0);
      const total = counts.reduce((sum, count) => sum + count, 0);
      const wanted = queues.some(({ missing }) => missing > 0);
      if (atLeastOne && wanted) expect(total).toBeGreaterThan(0);
      if (!(atLeastOne && total === 1)) expect(used).toBeLessThanOrEqual(bytes);
      const cut = queues.findIndex(({ missing }, i) => (counts[i] ?? 0) < missing);
      if (cut < 0) return;
      expect(counts.slice(cut + 1).every((count) => count === 0)).toBe(true);
      expect(used + (queues[cut]?.size ?? 0)).toBeGreaterThan(bytes);
    },
  );
  await fc.assert(property, { numRuns: 300 });
});

test('two hundred queues with fifty missing each are read in few calls', async () => {
  const store = fakeStore(Array.from({ length: 200 }, () => 250));
  const stretches = Array.from({ length: 200 }, (_, i) => stretch(i, 50));
  await readStretches(store, stretches, { bytes: 256 * 1024, atLeastOne: false });
  expect(store.calls.length).toBeLessThanOrEqual(4);
  expect(store.calls.reduce((sum, count) => sum + count, 0)).toBeLessThan(40);
});

test('without a budget nothing is read', async () => {
  const store = fakeStore([1]);
  expect(await readStretches(store, [stretch(0, 9)], { bytes: 0, atLeastOne: false })).toEqual([
    [],
  ]);
  expect(store.calls).toEqual([]);
});

test('one stretch gets a page at most', async () => {
  const store = fakeStore([1]);
  const [entries] = await readStretches(store, [stretch(0, 5000)], {
    bytes: 10_000,
    atLeastOne: true,
  });
  expect(entries).toHaveLength(1000);
});
