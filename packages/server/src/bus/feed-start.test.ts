import { expect, test } from 'bun:test';
import { FakeClock, SeededRandom } from '@eagre/testkit';
import { limits } from '../limits.ts';
import { keyOf } from './test/feed-fixture.ts';
import { FeedWorld, textOf } from './test/feed-world.ts';
import { LossyCluster } from './test/lossy-cluster.ts';

const a = keyOf('a');

function twoNodes(mostSettleMs: number) {
  const clock = new FakeClock();
  const cluster = new LossyCluster(clock, new SeededRandom(7), { mostSettleMs });
  const world = new FeedWorld(cluster, clock, 2);
  const [one, two] = world.nodes;
  if (one === undefined || two === undefined) throw new Error('two nodes were asked for');
  return { clock, cluster, world, one, two };
}

test('nothing falls between the first read and a subscription that is in force late', async () => {
  for (let commitAtMs = 0; commitAtMs < 120; commitAtMs += 3) {
    const { clock, world, one, two } = twoNodes(60);
    await two.commit(a, textOf(1));
    void one.follow(a);
    await clock.advance(commitAtMs);
    await two.commit(a, textOf(2));
    // Well before heads are compared: no other repair is at work.
    await clock.advance(200);
    const [subscriber] = one.subscribers;
    expect([commitAtMs, subscriber?.has]).toEqual([commitAtMs, 2]);
    expect(one.feed.counts).toMatchObject({ headsTold: 0, reads: 0 });
    expect(world.store.heads.length).toBeLessThanOrEqual(1);
    for (const node of world.nodes) await node.feed.close();
  }
});

test('many who begin together ask the bus once or twice', async () => {
  const { clock, one } = twoNodes(20);
  let asked = 0;
  const { settled } = one.line;
  one.line.settled = () => {
    asked += 1;
    return settled.call(one.line);
  };
  for (let n = 0; n < 100; n += 1) void one.follow(keyOf(`q${n}`));
  await clock.advance(100);
  expect([...one.subscribers].every(({ has }) => has === 0)).toBe(true);
  expect(asked).toBeLessThanOrEqual(2);
  await one.feed.close();
});

test('who reads while the bus is away does not wait, and is told what comes later', async () => {
  const { clock, one, two } = twoNodes(20);
  await two.commit(a, textOf(1));
  one.line.cut();
  void one.follow(a);
  await clock.advance(50);
  const [subscriber] = one.subscribers;
  expect(subscriber?.has).toBe(1);
  await two.commit(a, textOf(2));
  await clock.advance(limits.feedCheckAwayMs + limits.feedHoleMs + 100);
  expect(subscriber?.has).toBe(2);
  expect(one.cache.cacheStats().queues).toBe(0);
  await one.feed.close();
});

test('a bus that does not answer holds a read up for a stated time only', async () => {
  const { clock, one } = twoNodes(0);
  one.line.settled = () => new Promise(() => {});
  void one.follow(a);
  await clock.advance(limits.feedSettleMs - 1);
  const [subscriber] = one.subscribers;
  expect(subscriber?.has).toBe(-1);
  await clock.advance(50);
  expect([subscriber?.has, one.feed.isFed(a)]).toEqual([0, false]);
  await one.feed.close();
});

test('the way is lost while a read waits for it: the read goes on', async () => {
  const { clock, one, two } = twoNodes(0);
  one.line.settled = () => new Promise(() => {});
  void one.follow(a);
  await clock.advance(5);
  one.line.cut();
  await clock.advance(30);
  expect([...one.subscribers][0]?.has).toBe(0);
  for (const { feed } of [one, two]) await feed.close();
  // A comparison of heads that was under way.
  await clock.advance(20);
  expect(clock.pendingTimers).toBe(0);
});

test('another log: what comes of it passes, what is left of the old one does not', async () => {
  const { clock, cluster, one } = twoNodes(0);
  const log: string[] = [];
  const other = cluster.join();
  one.feed.subscribe(a, (message) => {
    if (message.type === 'entries') {
      const { epoch, first, entries } = message.entries;
      log.push(`${epoch}: ${first}-${first + entries.length - 1}`);
    } else if (message.type === 'head') log.push(`${message.epoch}: head ${message.head}`);
  });
  await clock.advance(1);
  one.feed.heard(a, { epoch: 5, head: 10, low: 0 }, true);
  const tell = async (epoch: number, first: number) => {
    other.publish(a, { type: 'entries', entries: { queue: a, epoch, first, entries: ['{}'] } });
    await clock.advance(0);
  };
  await tell(5, 13);
  await tell(6, 9);
  await tell(5, 11);
  await tell(6, 10);
  expect(log).toEqual(['6: 9-9', '6: 10-10']);
  expect([one.feed.holes, one.feed.counts.held]).toEqual([0, 0]);
  one.feed.heard(a, { epoch: 7, head: 4, low: 0 }, true);
  one.feed.heard(a, { epoch: 6, head: 40, low: 0 }, true);
  await tell(7, 5);
  expect(log.slice(2)).toEqual(['7: head 4', '7: 5-5']);
  await one.feed.close();
});
