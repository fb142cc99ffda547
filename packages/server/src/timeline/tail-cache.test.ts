import { expect, test } from 'bun:test';
import { FakeClock, type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import type { QueueKey } from '../keys.ts';
import { entry, group, logOf, other } from './conformance/subject-conformance.ts';
import type { TailCacheLimits } from './tail/tail-cache-limits.ts';
import { TailCache } from './tail-cache.ts';
import type { RangeRequest, Timeline } from './timeline.ts';
import { openMemoryTimeline } from './timeline-memory.ts';

/**
 * A store whose reads wait twice: before they look (the state may move on under them) and after
 * (the news may overtake them).
 */
function slowReads(store: Timeline, pause: () => Promise<void>): Timeline {
  return {
    ...store,
    async ranges(requests) {
      await pause();
      const ranges = await store.ranges(requests);
      await pause();
      return ranges;
    },
    async heads(queues) {
      await pause();
      const heads = await store.heads(queues);
      await pause();
      return heads;
    },
  };
}

function cachedStore(limits: Partial<TailCacheLimits> = {}, pause = async () => {}) {
  const store = openMemoryTimeline({
    clock: new FakeClock(),
    onCommitted: (entries) => cache.committed(entries),
  });
  const cache: TailCache = new TailCache(slowReads(store, pause), limits);
  return { store, cache };
}

async function fill(store: Timeline, queue: QueueKey, from: number, to: number): Promise<void> {
  const appends = Array.from({ length: to - from + 1 }, (_, index) => ({
    queues: [queue],
    entry: entry(from + index),
  }));
  await store.commit({ appends });
}

function numbers(entries: readonly string[]): number[] {
  return entries.map((one) => JSON.parse(one).text);
}

function request(queue: QueueKey, after: number, limit = 1000): RangeRequest {
  return { queue, after, limit, bytes: 1e9 };
}

test('a storm of users with the same groups reads the store three times per queue at most', async () => {
  const { store, cache } = cachedStore();
  const groups = Array.from({ length: 200 }, (_, n) => logOf(`g${n}`));
  for (const queue of groups) await fill(store, queue, 1, 150);
  const users = Array.from({ length: 300 }, async (_, user) => {
    const heads = await cache.heads(groups);
    expect(heads.every(({ head }) => head === 150)).toBe(true);
    const ranges = await cache.ranges(
      groups.map((queue, n) => request(queue, (user * 7 + n) % 150)),
    );
    ranges.forEach(({ first, entries }, n) => {
      expect(first).toBe(((user * 7 + n) % 150) + 1);
      expect(first + entries.length - 1).toBe(150);
    });
  });
  await Promise.all(users);
  const { mostReadsOfQueue, storeReads } = cache.cacheStats();
  expect(mostReadsOfQueue).toBeLessThanOrEqual(3);
  expect(storeReads).toBeLessThanOrEqual(600);
});

test('overlapping reads of an old part share the reads on their way', async () => {
  const gate = Promise.withResolvers<void>();
  const { store, cache } = cachedStore({ tailEntries: 16, blockEntries: 32 }, () => gate.promise);
  await fill(store, group, 1, 500);
  const reads = Array.from({ length: 50 }, (_, n) =>
    cache.ranges([request(group, 100 + (n % 20), 40)]),
  );
  gate.resolve();
  for (const [index, [range]] of (await Promise.all(reads)).entries()) {
    const first = 101 + (index % 20);
    expect(range?.first).toBe(first);
    expect(numbers(range?.entries ?? [])).toEqual(Array.from({ length: 40 }, (_, n) => first + n));
  }
  // The head, and the blocks from 96, 128.
  expect(cache.cacheStats().storeReads).toBe(3);
});

test('a read that is served from memory asks the store for nothing', async () => {
  const { store, cache } = cachedStore();
  await fill(store, group, 1, 10);
  await cache.ranges([request(group, 3)]);
  const before = cache.cacheStats();
  await fill(store, group, 11, 20);
  expect(numbers((await cache.ranges([request(group, 8)]))[0]?.entries ?? [])).toHaveLength(12);
  expect((await cache.heads([group]))[0]?.head).toBe(20);
  expect(cache.cacheStats()).toMatchObject({
    storeReads: before.storeReads,
    hits: before.hits + 2,
    misses: before.misses,
  });
});

test('a commit to a queue that nobody reads takes no memory', async () => {
  const { store, cache } = cachedStore();
  await fill(store, group, 1, 100);
  expect(cache.cacheStats()).toMatchObject({ queues: 0, bytes: 0 });
});

test('tails are bounded in entries and all together in bytes', async () => {
  const { store, cache } = cachedStore({ tailEntries: 64, tailBytes: 20_000 });
  const queues = Array.from({ length: 40 }, (_, n) => logOf(`g${n}`));
  for (const queue of queues) await fill(store, queue, 1, 50);
  for (const queue of queues) {
    const [range] = await cache.ranges([request(queue, 0)]);
    expect(range?.entries).toHaveLength(50);
    expect(cache.cacheStats().bytes).toBeLessThanOrEqual(20_000);
  }
  expect(cache.cacheStats().queues).toBeLessThan(10);
  for (let n = 51; n < 500; n += 1) await fill(store, queues[39] as QueueKey, n, n);
  expect(cache.cacheStats().bytes).toBeLessThanOrEqual(20_000);
  const [range] = await cache.ranges([request(queues[39] as QueueKey, 0)]);
  expect(numbers(range?.entries ?? [])).toEqual(Array.from({ length: 499 }, (_, n) => n + 1));
});

/** A pause that lets a read look at the store, and holds its answer. */
function heldAnswers() {
  let gate = Promise.withResolvers<void>();
  let calls = 0;
  let isOpen = false;
  return {
    pause: () => {
      calls += 1;
      return isOpen || calls % 2 === 1 ? Promise.resolve() : gate.promise;
    },
    async looked() {
      while (calls === 0 || calls % 2 === 1) await Promise.resolve();
    },
    release() {
      gate.resolve();
      gate = Promise.withResolvers();
    },
    /** Holds nothing any more. */
    open() {
      isOpen = true;
      gate.resolve();
    },
  };
}

test('what was committed while a read was on its way is neither lost nor doubled', async () => {
  const answers = heldAnswers();
  const { store, cache } = cachedStore({}, answers.pause);
  await fill(store, group, 1, 3);
  const heads = cache.heads([group]);
  await answers.looked();
  await fill(store, group, 4, 5);
  answers.release();
  expect((await heads)[0]?.head).toBe(5);
  const range = cache.ranges([request(group, 1)]);
  await answers.looked();
  await fill(store, group, 6, 7);
  answers.release();
  expect(numbers((await range)[0]?.entries ?? [])).toEqual([2, 3, 4, 5, 6, 7]);
});

test('a read that is ahead of the news does not double what it has', async () => {
  const { store, cache } = cachedStore();
  await fill(store, group, 1, 3);
  const [{ epoch } = { epoch: 0 }] = await cache.heads([group]);
  cache.committed([{ queue: group, epoch, first: 2, entries: [entry(2), entry(3), entry(4)] }]);
  expect((await cache.heads([group]))[0]?.head).toBe(4);
  expect(numbers((await cache.ranges([request(group, 2)]))[0]?.entries ?? [])).toEqual([3, 4]);
});

test('a head that was read before a trim is not kept', async () => {
  const answers = heldAnswers();
  const { store, cache } = cachedStore({}, answers.pause);
  await fill(store, group, 1, 3);
  const early = cache.heads([group]);
  await answers.looked();
  await cache.trim(group, 2);
  answers.open();
  await early;
  expect((await cache.heads([group]))[0]).toMatchObject({ head: 3, low: 2 });
});

test('a read that started before a redact is not kept', async () => {
  const gate = Promise.withResolvers<void>();
  let isSlow = false;
  const { store, cache } = cachedStore({}, () => (isSlow ? gate.promise : Promise.resolve()));
  await fill(store, group, 1, 3);
  await cache.heads([group]);
  isSlow = true;
  const early = cache.ranges([request(group, 0)]);
  await cache.commit({
    writes: [{ write: 'redact', queue: group, syncId: 2, entry: entry(-2) }],
    appends: [],
  });
  const late = cache.ranges([request(group, 0)]);
  gate.resolve();
  await early;
  expect(numbers((await late)[0]?.entries ?? [])).toEqual([1, -2, 3]);
  expect(numbers((await cache.ranges([request(group, 0)]))[0]?.entries ?? [])).toEqual([1, -2, 3]);
});

test('a read that fails fails those who wait for it, and no one after them', async () => {
  let isBroken = true;
  const { store, cache } = cachedStore({}, async () => {
    if (isBroken) throw new Error('broken');
  });
  await fill(store, group, 1, 3);
  const settled = await Promise.allSettled([
    cache.heads([group]),
    cache.ranges([request(group, 0)]),
  ]);
  expect(settled.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isBroken = false;
  expect(numbers((await cache.ranges([request(group, 0)]))[0]?.entries ?? [])).toEqual([1, 2, 3]);
});

test('random commits, reads, redacts and trims: the cache answers as the store would', () =>
  withSeed(async (random) => {
    for (let run = 0; run < 60 * testScale(); run += 1) await randomRun(random.fork());
  }));

/** Every entry names its place, and whether it was redacted, so that each answer can be judged. */
async function randomRun(random: SeededRandom): Promise<void> {
  const pause = async () => {
    for (let hops = random.int(12); hops > 0; hops -= 1) await Promise.resolve();
  };
  const { cache } = cachedStore(
    { tailEntries: 8, tailAlign: 4, blockEntries: 4, tailBytes: 100 + random.int(4000) },
    pause,
  );
  const queues = [group, other, logOf('third')];
  const acked = new Map<QueueKey, number>(queues.map((queue) => [queue, 0]));
  const redacted = new Map<QueueKey, Set<number>>(queues.map((queue) => [queue, new Set()]));

  async function writer(queue: QueueKey): Promise<void> {
    for (let n = 1; n <= 40; n += 1) {
      await pause();
      await fill(cache, queue, n, n);
      acked.set(queue, n);
      if (random.chance(0.1)) {
        const syncId = 1 + random.int(n);
        const writes = [{ write: 'redact', queue, syncId, entry: entry(-syncId) }] as const;
        await cache.commit({ writes, appends: [] });
        redacted.get(queue)?.add(syncId);
      }
      if (random.chance(0.03)) await cache.trim(queue, random.int(n));
    }
  }
  async function reader(): Promise<void> {
    for (let n = 0; n < 30; n += 1) {
      await pause();
      const wanted = random.shuffle(queues).slice(0, 1 + random.int(3));
      const least = wanted.map((queue) => acked.get(queue) ?? 0);
      const gone = wanted.map((queue) => new Set(redacted.get(queue)));
      const requests = wanted.map((queue, index) =>
        request(queue, random.int((least[index] ?? 0) + 1), 1 + random.int(20)),
      );
      const ranges = await cache.ranges(requests);
      ranges.forEach((range, index) => {
        const { after, limit } = requests[index] as RangeRequest;
        expect(range.head).toBeGreaterThanOrEqual(least[index] ?? 0);
        expect(range.first).toBe(Math.max(after, range.low) + 1);
        const count = Math.max(0, Math.min(limit, range.head - range.first + 1));
        const found = numbers(range.entries);
        expect(found.map(Math.abs)).toEqual(
          Array.from({ length: count }, (_, k) => range.first + k),
        );
        for (const number of found) expect(gone[index]?.has(number)).toBe(false);
      });
      const heads = await cache.heads(wanted);
      expect(heads.every(({ head }, index) => head >= (least[index] ?? 0))).toBe(true);
    }
  }
  await Promise.all([...queues.map(writer), reader(), reader(), reader()]);
}
