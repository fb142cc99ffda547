import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import type { UserKey } from '../keys.ts';
import { entry, logOf } from './conformance/subject-conformance.ts';
import { TailCache } from './tail-cache.ts';
import { openMemoryTimeline } from './timeline-memory.ts';

const queue = logOf('busy');
const read = { queue, limit: 100, bytes: 1e9 };
const once = { sender: 'shop/ann' as UserKey, clientId: 'c1', at: 1 };

/** A tail at place 3, and a store that others have written two more entries to, unheard of here. */
async function behind() {
  const store = openMemoryTimeline({ clock: new FakeClock() });
  const heard: number[] = [];
  const feed = {
    isFed: () => true,
    ready: () => undefined,
    heard: (_: unknown, { head }: { head: number }) => void heard.push(head),
    redacts: () => false,
  };
  const cache = new TailCache(store, {}, feed);
  const commit = async (from: number, to: number) => {
    for (let i = from; i <= to; i += 1) {
      await store.commit({ appends: [{ queues: [queue], entry: entry(i) }] });
    }
  };
  await commit(1, 3);
  await cache.ranges([{ ...read, after: 0 }]);
  await commit(4, 5);
  return { store, cache, heard };
}

const headsOf = (found: readonly { head: number }[]) => found.map(({ head }) => head);

test('a head that somebody has seen further on is read anew, and the feed hears of it', async () => {
  const { cache, heard } = await behind();
  expect(headsOf(await cache.heads([queue], [3]))).toEqual([3]);
  expect(headsOf(await cache.heads([queue], [4]))).toEqual([5]);
  expect(heard.at(-1)).toBe(5);
});

test('a range that ends or begins past the tail is read anew', async () => {
  const { cache } = await behind();
  const [known] = await cache.ranges([{ ...read, after: 1, to: 3 }]);
  expect(known).toMatchObject({ first: 2, head: 3 });
  const [further] = await cache.ranges([{ ...read, after: 1, to: 5 }]);
  expect(further).toMatchObject({ first: 2, head: 5, entries: { length: 4 } });
  const [beyond] = await cache.ranges([{ ...read, after: 4 }]);
  expect(beyond).toMatchObject({ first: 5, head: 5, entries: { length: 1 } });
});

test('what another node trimmed is known once the store was read', async () => {
  const { store, cache } = await behind();
  await store.trim(queue, 2);
  expect(await cache.heads([queue])).toMatchObject([{ low: 0 }]);
  await cache.heads([queue], [5]);
  expect(await cache.heads([queue])).toMatchObject([{ low: 2, head: 5 }]);
});

test('after a commit that was stored by an earlier try its log is read anew', async () => {
  const { store, cache } = await behind();
  const commit = { once, appends: [{ queues: [queue], entry: entry(6) }] };
  await store.commit(commit);
  expect(headsOf(await cache.heads([queue]))).toEqual([3]);
  expect(await cache.commit(commit)).toMatchObject({ outcome: 'duplicate' });
  expect(headsOf(await cache.heads([queue]))).toEqual([6]);
});
