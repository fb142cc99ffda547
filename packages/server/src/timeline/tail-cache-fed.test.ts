import { expect, test } from 'bun:test';
import type { QueueId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { appOfKey, type QueueKey, queueKey, queueOfKey } from '../keys.ts';
import { entry, logOf } from './conformance/subject-conformance.ts';
import { TailCache } from './tail-cache.ts';
import { type QueueHead, type Timeline, TimelineError } from './timeline.ts';
import { openMemoryTimeline } from './timeline-memory.ts';

const fed = logOf('fed');
const other = logOf('other');

/** A cache with a feed under the test's hand, over a store that others write to as well. */
function fixture() {
  const reads: string[] = [];
  const heard: [QueueKey, QueueHead, boolean][] = [];
  const feeds = new Set<QueueKey>([fed]);
  const state = {
    isAway: false,
    pause: async () => {},
    ready: undefined as Promise<void> | undefined,
  };
  const store = openMemoryTimeline({ clock: new FakeClock() });
  const guard = async () => {
    await state.pause();
    if (state.isAway) throw new TimelineError('unavailable', 'away');
  };
  const slow: Timeline = {
    ...store,
    heads: async (queues) => {
      reads.push(`heads ${queues.join(' ')}`);
      const heads = await store.heads(queues);
      await guard();
      return heads;
    },
    ranges: async (requests) => {
      reads.push(`ranges ${requests.map(({ queue }) => queue).join(' ')}`);
      const ranges = await store.ranges(requests);
      await guard();
      return ranges;
    },
  };
  const cache = new TailCache(
    slow,
    { tailEntries: 8 },
    {
      isFed: (queue) => feeds.has(queue),
      ready: () => state.ready,
      heard: (...what) => heard.push(what),
      redacts: (text) => text.includes('recall'),
    },
  );
  /** Another node commits. */
  const commit = async (queue: QueueKey, ...texts: string[]) => {
    const [at] = await store.heads([queue]);
    await store.commit({ appends: texts.map((text) => ({ queues: [queue], entry: text })) });
    const { epoch = 0, head = 0 } = at ?? {};
    return { queue, epoch, first: head + 1, entries: texts };
  };
  const all = (queue: QueueKey) => ({ queue, after: 0, limit: 100, bytes: 1e9 });
  return { cache, store, reads, heard, feeds, state, commit, all };
}

test('what is fed is served from memory, also while the store is away; nothing else is kept', async () => {
  const { cache, reads, state, commit, all } = fixture();
  for (const queue of [fed, other]) await commit(queue, entry(1), entry(2));
  const before = await cache.ranges([all(other), all(fed)]);
  expect(before.map(({ entries }) => entries.length)).toEqual([2, 2]);
  expect(cache.cacheStats().queues).toBe(1);
  cache.passed(await commit(fed, entry(3)));
  state.isAway = true;
  const count = reads.length;
  const [range] = await cache.ranges([all(fed)]);
  expect(range?.entries).toEqual([entry(1), entry(2), entry(3)]);
  expect(reads).toHaveLength(count);
  await expect(cache.heads([fed, other])).rejects.toThrow('away');
});

test('fed and others in one call come in the order of the call', async () => {
  const { cache, feeds, commit, reads } = fixture();
  const queues = Array.from({ length: 6 }, (_, n) => logOf(`q${n}`));
  for (const [n, queue] of queues.entries()) {
    if (n % 2 === 1) feeds.add(queue);
    await commit(queue, ...Array.from({ length: n + 1 }, (_, i) => entry(i)));
  }
  const heads = await cache.heads(queues);
  expect(heads.map(({ head }) => head)).toEqual([1, 2, 3, 4, 5, 6]);
  expect(reads).toHaveLength(2);
});

test('equal reads of what is not fed are one while they are on their way', async () => {
  const { cache, reads, commit, all } = fixture();
  await commit(other, entry(1));
  const many = [1, 2, 3].map(() => cache.heads([other, logOf('third')]));
  const ranges = [1, 2].map(() => cache.ranges([all(other)]));
  await Promise.all([...many, ...ranges]);
  expect(reads).toEqual([`heads ${other} ${logOf('third')}`, `ranges ${other}`]);
  await cache.heads([other]);
  expect(reads).toHaveLength(3);
});

test('who was handed a copy of an entry does not join a read of its log that began before', async () => {
  const { cache, state, commit } = fixture();
  const gate = Promise.withResolvers<void>();
  state.pause = () => gate.promise;
  const before = cache.heads([other]);
  await commit(other, entry(1));
  const stamped = `{"conversation":"${queueOfKey(other)}","epoch":1,"syncId":1,"type":"message"}`;
  const user = queueKey(appOfKey(other), 'user:ann' as QueueId);
  cache.passed(await commit(user, stamped));
  const after = cache.heads([other]);
  gate.resolve();
  expect((await before)[0]?.head).toBe(0);
  expect((await after)[0]?.head).toBe(1);
});

test('who was handed a copy of an entry is not served from a tail that ends before it', async () => {
  const { cache, feeds, commit, reads } = fixture();
  const user = queueKey(appOfKey(fed), 'user:ann' as QueueId);
  feeds.add(user);
  await commit(fed, entry(1));
  const [{ epoch, head } = { epoch: 0, head: 0 }] = await cache.heads([fed]);
  const copyOf = (syncId: number) =>
    `{"conversation":"${queueOfKey(fed)}","epoch":${epoch},"syncId":${syncId},"type":"copy"}`;
  // What the tail has is no reason to read again.
  cache.passed(await commit(user, copyOf(head)));
  await cache.heads([fed]);
  expect(reads).toHaveLength(1);
  await commit(fed, entry(2));
  cache.passed(await commit(user, copyOf(head + 1)));
  expect((await cache.heads([fed]))[0]?.head).toBe(head + 1);
});

test('who was handed a copy does not join a read for a tail that began before', async () => {
  const { cache, feeds, state, commit } = fixture();
  const user = queueKey(appOfKey(fed), 'user:ann' as QueueId);
  feeds.add(user);
  const gate = Promise.withResolvers<void>();
  state.pause = () => gate.promise;
  const before = cache.heads([fed]);
  await new Promise((done) => setImmediate(done));
  const { epoch } = await commit(fed, entry(1));
  const copy = `{"conversation":"${queueOfKey(fed)}","epoch":${epoch},"syncId":1,"type":"copy"}`;
  cache.passed(await commit(user, copy));
  const after = cache.heads([fed]);
  gate.resolve();
  await before;
  expect((await after)[0]?.head).toBe(1);
});

test('nobody joins a read of what is not fed that began before its feed was lost', async () => {
  const { cache, reads, state } = fixture();
  const gate = Promise.withResolvers<void>();
  state.pause = () => gate.promise;
  const both = [cache.heads([other])];
  cache.forget(other);
  both.push(cache.heads([other]));
  cache.forgetAll();
  both.push(cache.heads([other]));
  gate.resolve();
  await Promise.all(both);
  await new Promise((done) => setImmediate(done));
  expect(reads).toHaveLength(3);
});

test('a read that goes on when its queue is fed no more keeps nothing of it', async () => {
  const { cache, feeds, state, commit, all } = fixture();
  await commit(fed, entry(1));
  const gate = Promise.withResolvers<void>();
  state.pause = () => gate.promise;
  const old = cache.ranges([all(fed)]);
  await new Promise((done) => setImmediate(done));
  feeds.delete(fed);
  cache.forget(fed);
  gate.resolve();
  expect((await old)[0]?.entries).toEqual([entry(1)]);
  expect(cache.cacheStats().queues).toBe(0);
  // Not told here; then somebody follows again.
  await commit(fed, entry(2));
  feeds.add(fed);
  expect((await cache.heads([fed]))[0]?.head).toBe(2);
});

test('a failed read of what is not fed fails for all who share it, and the next is a new one', async () => {
  const { cache, state, commit } = fixture();
  await commit(other, entry(1));
  state.isAway = true;
  const both = await Promise.allSettled([cache.heads([other]), cache.heads([other])]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  state.isAway = false;
  expect((await cache.heads([other]))[0]?.head).toBe(1);
});

test('who reads after its own commit sees it, though an older read is on its way', async () => {
  for (const queue of [fed, other]) {
    const { cache, state, commit } = fixture();
    await commit(queue, entry(1));
    const gate = Promise.withResolvers<void>();
    state.pause = () => gate.promise;
    const old = cache.heads([queue]);
    await Promise.resolve();
    await new Promise((done) => setImmediate(done));
    cache.committed([await commit(queue, entry(2))]);
    const fresh = cache.heads([queue]);
    state.pause = async () => {};
    gate.resolve();
    await old;
    expect((await fresh)[0]?.head).toBe(2);
  }
});

test('an own commit behind one that has not come yet is seen, too', async () => {
  const { cache, commit } = fixture();
  await commit(fed, entry(1));
  await cache.heads([fed]);
  const late = await commit(fed, entry(2));
  cache.committed([await commit(fed, entry(3))]);
  expect((await cache.heads([fed]))[0]?.head).toBe(3);
  cache.passed(late);
  expect((await cache.heads([fed]))[0]?.head).toBe(3);
});

test('a tail is dropped when its feed is lost, and a read that began before is not kept', async () => {
  const { cache, store, state, commit } = fixture();
  await commit(fed, entry(1));
  for (const forget of [() => cache.forget(fed), () => cache.forgetAll()]) {
    await cache.heads([fed]);
    expect(cache.cacheStats().queues).toBe(1);
    forget();
    expect(cache.cacheStats()).toMatchObject({ queues: 0, bytes: 0 });
  }
  for (const forget of [() => cache.forget(fed), () => cache.forgetAll()]) {
    const gate = Promise.withResolvers<void>();
    state.pause = () => gate.promise;
    const read = cache.heads([fed]);
    await new Promise((done) => setImmediate(done));
    forget();
    await commit(fed, entry(2));
    state.pause = async () => {};
    gate.resolve();
    await read;
    const [at] = await cache.heads([fed]);
    expect(at?.head).toBe((await store.heads([fed]))[0]?.head as number);
    cache.forgetAll();
  }
});

test('what another node took back is read again', async () => {
  const { cache, store, commit, all } = fixture();
  await commit(fed, entry(1), entry(2));
  await cache.ranges([all(fed)]);
  await store.commit({
    writes: [{ write: 'redact', queue: fed, syncId: 1, entry: '{"type":"gone"}' }],
    appends: [{ queues: [fed], entry: '{"type":"recall"}' }],
  });
  const { epoch } = (await store.heads([fed]))[0] as QueueHead;
  cache.passed({ queue: fed, epoch, first: 3, entries: ['{"type":"recall"}'] });
  const [range] = await cache.ranges([all(fed)]);
  expect(range?.entries).toEqual(['{"type":"gone"}', entry(2), '{"type":"recall"}']);
});

test('reads wait until what is about to be fed is, and tell the feed what the store says', async () => {
  const { cache, reads, heard, state, feeds, commit } = fixture();
  await commit(other, entry(1));
  const ready = Promise.withResolvers<void>();
  state.ready = ready.promise;
  const read = cache.heads([other]);
  await new Promise((done) => setImmediate(done));
  expect(reads).toEqual([]);
  feeds.add(other);
  ready.resolve();
  await read;
  expect(heard.map(([queue, { head }, wasFed]) => [queue, head, wasFed])).toEqual([
    [other, 1, true],
  ]);
  expect(cache.cacheStats().queues).toBe(1);
  feeds.delete(other);
  cache.forget(other);
  state.ready = undefined;
  state.pause = async () => void feeds.add(other);
  await cache.heads([other]);
  expect(heard.at(-1)?.[2]).toBe(false);
});
