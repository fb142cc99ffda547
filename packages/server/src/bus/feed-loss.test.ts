import { expect, test } from 'bun:test';
import { limits } from '../limits.ts';
import type { Committed } from '../timeline/committed.ts';
import { feedFixture, keyOf } from './test/feed-fixture.ts';

const a = keyOf('a');
const long = () => JSON.stringify({ text: 'x'.repeat(989) });

test('a hole that is too large is not read: the head is told, and what comes after it', async () => {
  const { clock, feed, store, kept, tell, follow } = feedFixture({ feedHoleEntries: 3 });
  const { log } = await follow(a);
  const all = await store.append(a, 7);
  tell(all[4]);
  tell(all[5]);
  await clock.advance(limits.feedHoleMs);
  tell(all[6]);
  expect(log).toEqual(['head 4', '5-5', '6-6', '7-7']);
  expect(kept[0]).toBe(`lost ${a}`);
  expect([store.ranges, feed.counts.headsTold, feed.holes]).toEqual([[], 1, 0]);
});

test('a hole of too many bytes is read once and told as far as it came', async () => {
  const { clock, store, tell, follow } = feedFixture({ feedHoleBytes: 2500 });
  const { log } = await follow(a);
  const all = await store.append(a, 5, long);
  tell(all[4]);
  await clock.advance(limits.feedHoleMs);
  expect(log).toEqual(['1-2', 'head 4', '5-5']);
  expect(store.ranges).toHaveLength(1);
});

test('entries that were trimmed meanwhile are told as a head', async () => {
  const { clock, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const all = await store.append(a, 5);
  tell(all[4]);
  await store.store.trim(a, 3);
  await clock.advance(limits.feedHoleMs);
  expect(log).toEqual(['head 3', '4-4', '5-5']);
});

test('what waits is bounded for a queue', async () => {
  const { feed, store, tell, follow } = feedFixture({ feedHeldEntries: 3 });
  const { log } = await follow(a);
  const all = await store.append(a, 6);
  for (const one of all.slice(1, 5)) tell(one);
  expect(log).toEqual(['head 5']);
  tell(all[0]);
  tell(all[5]);
  expect(log).toEqual(['head 5', '6-6']);
  expect([feed.counts.held, feed.holes]).toEqual([0, 0]);
});

test('what waits is bounded in characters over all queues', async () => {
  const { feed, store, tell, follow } = feedFixture({ feedHeldChars: 1500 });
  const one = await follow(a);
  const other = await follow(keyOf('b'));
  tell((await store.append(a, 2, long))[1]);
  tell((await store.append(keyOf('b'), 2, long))[1]);
  expect([one.log, other.log]).toEqual([[], ['head 2']]);
  expect(feed.counts.heldChars).toBe(1000);
});

test('on a bus that loses every second message one read mends all that was lost', async () => {
  const { clock, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const all = await store.append(a, 41);
  all.forEach((one, index) => {
    if (index % 2 === 0 && index > 0) tell(one);
  });
  await clock.advance(limits.feedHoleMs);
  expect([log.join(' '), store.ranges.length]).toEqual(['1-40 41-41', 1]);
});

test('a lost last message is found by its head in time, and read for all', async () => {
  const { clock, feed, store, follow } = feedFixture();
  const queues = Array.from({ length: 50 }, (_, n) => keyOf(`q${n}`));
  const logs = await Promise.all(queues.map(follow));
  for (const queue of queues) await store.append(queue, 2);
  await clock.advance(limits.feedCheckMs + limits.feedHoleMs);
  expect(logs.map(({ log }) => log)).toEqual(queues.map(() => ['1-2']));
  expect(feed.counts.lostTails).toBe(50);
  expect(feed.counts.headsTold).toBe(0);
});

test('a message that is only late is not read when its head was found first', async () => {
  const { clock, feed, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const [one] = await store.append(a);
  feed.checkNow();
  await clock.advance(limits.feedHoleMs - 5);
  expect([feed.counts.lostTails, feed.holes, log]).toEqual([1, 1, []]);
  tell(one);
  await clock.advance(limits.feedHoleMs);
  expect([log, store.ranges, feed.holes]).toEqual([['1-1'], [], 0]);
});

test('rounds are spread: every queue is compared in time, and the store is asked evenly', async () => {
  const { clock, feed, store, follow } = feedFixture({ feedCheckQueues: 10 });
  for (let n = 0; n < 200; n += 1) await follow(keyOf(`q${n}`));
  await clock.advance(limits.feedCheckMs);
  store.heads.length = 0;
  const before = feed.counts.compared;
  const perSlice: number[] = [];
  for (let ms = 0; ms < limits.feedCheckMs; ms += 500) {
    const reads = store.heads.length;
    await clock.advance(500);
    perSlice.push(store.heads.length - reads);
  }
  expect(new Set(store.heads.flat()).size).toBe(200);
  expect(feed.counts.compared - before).toBeLessThan(300);
  expect(Math.max(...perSlice) - Math.min(...perSlice)).toBeLessThan(3);
  expect(store.heads.every((heads) => heads.length <= 10)).toBe(true);
});

test('heads are compared no faster than the limit, however many queues', async () => {
  const { clock, feed, follow } = feedFixture({ feedCheckQueues: 10, feedCheckPerSecond: 100 });
  for (let n = 0; n < 500; n += 1) await follow(keyOf(`q${n}`));
  feed.checkNow();
  const before = feed.counts.compared;
  await clock.advance(2000);
  expect(feed.counts.compared - before).toBeGreaterThan(150);
  expect(feed.counts.compared - before).toBeLessThan(220);
});

test('of what a comparison found, what does not come is read without another one', async () => {
  const { clock, feed, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const all = await store.append(a, 3);
  feed.checkNow();
  await clock.advance(1);
  tell(all[0]);
  await clock.advance(limits.feedHoleMs * 2);
  expect([log, store.ranges.length]).toEqual([['1-1', '2-3'], 1]);
});

test('a store that does not have yet what the bus told is asked again', async () => {
  const { clock, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const epoch = Math.floor(clock.now() / 1000);
  tell({ queue: a, epoch, first: 3, entries: ['{"n":3}'] });
  await clock.advance(limits.feedHoleMs * 3);
  expect(log).toEqual([]);
  await store.append(a, 2);
  await clock.advance(limits.feedHoleMs * 2);
  expect(log.join(' ')).toBe('1-2 3-3');
});

test('while the bus is away what others commit is found sooner, and at once when it is back', async () => {
  const { clock, hub, feed, store, kept, follow } = feedFixture();
  const queues = Array.from({ length: 40 }, (_, n) => keyOf(`q${n}`));
  const logs = await Promise.all(queues.map(follow));
  const say = async () => {
    for (const queue of queues) await store.append(queue);
  };
  hub.cut('n1');
  expect([feed.isFed(keyOf('q0')), kept.at(-1)]).toEqual([false, 'lost all']);
  await say();
  await clock.advance(limits.feedCheckAwayMs + limits.feedHoleMs);
  expect(logs.map(({ log }) => log)).toEqual(queues.map(() => ['1-1']));
  await say();
  hub.heal('n1');
  await clock.advance(limits.feedHoleMs + 5);
  expect(logs.map(({ log }) => log)).toEqual(queues.map(() => ['1-1', '2-2']));
  expect(feed.isFed(keyOf('q0'))).toBe(true);
});

test('a store that is away is asked again, with pauses, and then everything is mended soon', async () => {
  const { clock, feed, store, reported, tell, follow } = feedFixture({ feedCheckQueues: 10 });
  const { log } = await follow(a);
  const queues = Array.from({ length: 400 }, (_, n) => keyOf(`q${n}`));
  const logs = await Promise.all(queues.map(follow));
  const all = await store.append(a, 3);
  for (const queue of queues) await store.append(queue);
  store.isAway = true;
  tell(all[2]);
  await clock.advance(20_000);
  expect(store.ranges.length + store.heads.length).toBeLessThan(40);
  expect([log, feed.counts.held, reported.length]).toEqual([[], 1, 1]);
  store.isAway = false;
  await clock.advance(limits.feedRetryMaxMs + limits.feedHoleMs + 150);
  expect(log.join(' ')).toBe('1-2 3-3');
  expect(logs.filter((one) => one.log.join() === '1-1')).toHaveLength(400);
});

test('told that the store is back, it asks at once', async () => {
  const { clock, feed, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  store.isAway = true;
  const all: Committed[] = [];
  tell({ queue: a, epoch: Math.floor(clock.now() / 1000), first: 2, entries: ['{"n":2}'] });
  await clock.advance(20_000);
  store.isAway = false;
  all.push(...(await store.append(a, 2)));
  expect(log).toEqual([]);
  feed.checkNow();
  await clock.advance(5);
  expect(log.join(' ')).toBe('1-1 2-2');
});
