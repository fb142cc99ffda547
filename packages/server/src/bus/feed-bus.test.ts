import { expect, test } from 'bun:test';
import { limits } from '../limits.ts';
import type { BusMessage } from './bus.ts';
import { busConformance } from './bus-conformance.ts';
import { FeedBus } from './feed-bus.ts';
import { ClusterHub } from './test/cluster-hub.ts';
import { feedFixture, keyOf, seen } from './test/feed-fixture.ts';

const a = keyOf('a');
const b = keyOf('b');

const asKey = (subject: string) => (subject.includes('/') ? subject : `shop/${subject}`);

busConformance('feed', {
  make: async (report) => {
    const { clock, store } = feedFixture();
    const feed = new FeedBus({
      ...{ bus: new ClusterHub().at('n1'), store: store.store, clock, limits, report },
      keeper: { passed: () => {}, lost: () => {}, lostAll: () => {} },
    });
    // Subjects that are keys of queues: all others it leaves to the bus below.
    return {
      publish: (subject, message) => feed.publish(asKey(subject), message),
      subscribe: (subject, handler) => feed.subscribe(asKey(subject), handler),
      close: () => feed.close(),
    };
  },
});

test('what comes in order passes at once, as it is, to the keeper first', async () => {
  const { feed, store, other, kept, follow } = feedFixture();
  const { log } = await follow(a);
  const got: BusMessage[] = [];
  const keptBefore: number[] = [];
  feed.subscribe(a, (message) => {
    got.push(message);
    keptBefore.push(kept.length);
  });
  const [first, second] = await store.append(a, 2);
  const sent = [first, second].map(
    (entries): BusMessage => ({
      type: 'entries',
      entries: entries as NonNullable<typeof first>,
    }),
  );
  for (const message of sent) other.publish(a, message);
  expect(log).toEqual(['1-1', '2-2']);
  expect(got.every((message, i) => message === sent[i])).toBe(true);
  expect(kept).toEqual(['1-1', '2-2']);
  expect(keptBefore).toEqual([1, 2]);
  expect([store.heads, store.ranges]).toEqual([[], []]);
});

test('what comes early twice waits once', async () => {
  const { feed, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const all = await store.append(a, 3);
  for (const index of [2, 1, 2, 1]) tell(all[index]);
  expect(feed.counts.held).toBe(2);
  tell(all[0]);
  expect([log, feed.counts.held]).toEqual([['1-1', '2-2', '3-3'], 0]);
});

test('while a hole is read, what comes behind it does not make it be read again', async () => {
  const { clock, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const all = await store.append(a, 4);
  tell(all[1]);
  store.pause = () => new Promise((done) => clock.setTimer(100, done));
  await clock.advance(limits.feedHoleMs + 1);
  tell(all[2]);
  await clock.advance(limits.feedHoleMs * 2);
  expect([log, store.ranges.length]).toEqual([[], 1]);
  await clock.advance(100);
  tell(all[3]);
  expect(log).toEqual(['1-1', '2-2', '3-3', '4-4']);
});

test('what comes too early waits for what comes late, and the store is not asked', async () => {
  const { clock, feed, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const all = await store.append(a, 5);
  for (const index of [2, 4, 1]) tell(all[index]);
  expect(log).toEqual([]);
  expect([feed.counts.held, feed.holes]).toEqual([3, 1]);
  await clock.advance(limits.feedHoleMs - 1);
  tell(all[0]);
  expect(log).toEqual(['1-1', '2-2', '3-3']);
  tell(all[3]);
  expect(log.slice(3)).toEqual(['4-4', '5-5']);
  await clock.advance(limits.feedHoleMs * 2);
  expect([store.ranges.length, feed.counts.held, feed.counts.heldChars, feed.holes]).toEqual([
    0, 0, 0, 0,
  ]);
});

test('a hole is read after a moment, once for all subscribers', async () => {
  const { clock, feed, store, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const others = Array.from({ length: 3 }, () => [] as string[]);
  for (const other of others) feed.subscribe(a, (message) => other.push(message.type));
  const all = await store.append(a, 6);
  tell(all[2]);
  tell(all[5]);
  await clock.advance(limits.feedHoleMs);
  expect(log.join(' ')).toBe('1-5 6-6');
  expect(store.ranges).toHaveLength(1);
  expect(others.every((one) => one.length === 2)).toBe(true);
  expect(feed.counts).toMatchObject({ holes: 1, reads: 1, headsTold: 0, held: 0 });
});

test('holes of many queues are one read', async () => {
  const { clock, store, tell, follow } = feedFixture();
  const queues = Array.from({ length: 20 }, (_, n) => keyOf(`q${n}`));
  const logs = await Promise.all(queues.map(follow));
  for (const queue of queues) tell((await store.append(queue, 2))[1]);
  await clock.advance(limits.feedHoleMs + 1);
  expect(logs.map(({ log }) => log.join(' '))).toEqual(queues.map(() => '1-1 2-2'));
  expect(store.ranges.map((requests) => requests.length)).toEqual([20]);
});

test('no more holes are read at once than the limit says, and all are in the end', async () => {
  const { clock, store, tell, follow } = feedFixture({ feedHoleQueues: 3, feedReads: 2 });
  let underWay = 0;
  let most = 0;
  const queues = Array.from({ length: 20 }, (_, n) => keyOf(`q${n}`));
  const logs = await Promise.all(queues.map(follow));
  store.pause = async () => {
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise<void>((done) => clock.setTimer(5, done));
    underWay -= 1;
  };
  for (const queue of queues) {
    store.pause = store.pause.bind(store);
    tell((await storeAppend(store, queue))[1]);
  }
  await clock.advance(200);
  expect(logs.map(({ log }) => log.join(' '))).toEqual(queues.map(() => '1-1 2-2'));
  expect(store.ranges.every((requests) => requests.length <= 3)).toBe(true);
  expect(most).toBe(2);
});

/** Appends two entries past the pauses of reads. */
async function storeAppend(
  store: ReturnType<typeof feedFixture>['store'],
  queue: ReturnType<typeof keyOf>,
) {
  const { pause } = store;
  store.pause = async () => {};
  const all = await store.append(queue, 2);
  store.pause = pause;
  return all;
}

test('what came already is left out, also where messages overlap', async () => {
  const { store, other, tell, follow } = feedFixture();
  const { log } = await follow(a);
  const all = await store.append(a, 4);
  const text = (n: number) => `{"n":${n}}`;
  const pass = (first: number, last: number) => {
    const entries = Array.from({ length: last - first + 1 }, (_, i) => text(first + i));
    other.publish(a, {
      type: 'entries',
      entries: { queue: a, epoch: all[0]?.epoch ?? 0, first, entries },
    });
  };
  pass(1, 2);
  pass(1, 2);
  tell(all[0]);
  pass(4, 4);
  pass(2, 3);
  pass(2, 4);
  expect(log).toEqual(['1-2', '3-3', '4-4']);
});

test('a place without entries is read', async () => {
  const { clock, store, other, follow } = feedFixture();
  const { log } = await follow(a);
  const [one] = await store.append(a, 1);
  const entries = { queue: a, epoch: one?.epoch ?? 0, first: 2, entries: [] };
  other.publish(a, { type: 'entries', entries });
  await clock.advance(limits.feedHoleMs);
  expect(log).toEqual(['1-1']);
});

test('each queue has its own order, and ends with its last subscriber', async () => {
  const { clock, feed, store, tell, follow } = feedFixture();
  const one = await follow(a);
  const other = await follow(b);
  const inA = await store.append(a, 3);
  const inB = await store.append(b, 1);
  tell(inA[1]);
  tell(inB[0]);
  expect([one.log, other.log]).toEqual([[], ['1-1']]);
  one.subscription.cancel();
  one.subscription.cancel();
  expect([feed.queues, feed.holes, feed.counts.held, feed.counts.heldChars]).toEqual([1, 0, 0, 0]);
  await clock.advance(1000);
  tell(inA[2]);
  expect([one.log, store.ranges]).toEqual([[], []]);
});

test('a subscriber that goes while its hole is read gets nothing, and the next one starts anew', async () => {
  const { clock, feed, store, kept, tell, follow } = feedFixture();
  const gone = await follow(a);
  const all = await store.append(a, 3);
  tell(all[1]);
  store.pause = () => new Promise((done) => clock.setTimer(10, done));
  await clock.advance(limits.feedHoleMs + 1);
  gone.subscription.cancel();
  const log: string[] = [];
  feed.subscribe(a, (message) => log.push(message.type));
  await clock.advance(100);
  expect([gone.log, log, feed.holes]).toEqual([[], [], 0]);
  expect(kept).toEqual([`lost ${a}`]);
  tell(all[2]);
  expect(log).toEqual(['entries']);
});

test('what a subscriber publishes while it is told comes after that, for all', async () => {
  const { clock, feed, store, tell, follow } = feedFixture();
  await follow(a);
  const first: string[] = [];
  const second: string[] = [];
  feed.subscribe(a, (message) => {
    first.push(message.type);
    if (message.type === 'entries') feed.publish(a, { type: 'ephemeral', frame: '' });
  });
  feed.subscribe(a, (message) => second.push(message.type));
  tell((await store.append(a, 2))[1]);
  await clock.advance(limits.feedHoleMs);
  expect(first).toEqual(['entries', 'ephemeral', 'entries', 'ephemeral']);
  expect(second).toEqual(first);
});

test('what a device read tells where the order begins; others are told only of a doubtful read', async () => {
  const { clock, feed, store, tell } = feedFixture();
  const logs = [a, b].map((queue) => {
    const log: string[] = [];
    feed.subscribe(queue, (message) => log.push(seen(message)));
    return log;
  });
  const inA = await store.append(a, 3);
  const inB = await store.append(b, 3);
  const at = { epoch: inA[0]?.epoch ?? 0, head: 2, low: 0 };
  feed.heard(a, at, true);
  feed.heard(b, at, false);
  for (const [inQueue] of [[inA], [inB]]) for (const one of inQueue ?? []) tell(one);
  expect(logs).toEqual([['3-3'], ['head 2', '3-3']]);
  await clock.advance(limits.feedCheckMs);
  expect(store.ranges).toEqual([]);
});

test('a head that was never read is told when heads are compared', async () => {
  const { clock, feed, store } = feedFixture();
  const log: string[] = [];
  feed.subscribe(a, (message) => log.push(seen(message)));
  feed.subscribe(b, (message) => log.push(seen(message)));
  await store.append(a, 3);
  await clock.advance(limits.feedCheckMs);
  expect([log, store.ranges]).toEqual([['head 3'], []]);
});

test('subjects of the nodes themselves are none of its business', () => {
  const { feed, hub, other } = feedFixture();
  const got: string[] = [];
  const subscription = feed.subscribe('#nodes', (message) => got.push(message.type));
  expect(feed.queues).toBe(0);
  other.publish('#nodes', { type: 'node', node: 'n2', figures: '{}' });
  subscription.cancel();
  other.publish('#nodes', { type: 'node', node: 'n2', figures: '{}' });
  expect(got).toEqual(['node']);
  hub.cut('n1');
});

test('closed, it leaves no timer', async () => {
  const { clock, feed, store, tell, follow } = feedFixture();
  await follow(a);
  tell((await store.append(a, 2))[1]);
  await feed.close();
  await feed.close();
  expect(clock.pendingTimers).toBe(0);
  await clock.advance(10_000);
  expect([store.heads, store.ranges]).toEqual([[], []]);
});
