import { expect, test } from 'bun:test';
import { FakeClock, type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import type { QueueKey } from '../keys.ts';
import { keyOf } from './test/feed-fixture.ts';
import { type FeedNode, FeedWorld, textOf } from './test/feed-world.ts';
import { LossyCluster } from './test/lossy-cluster.ts';

const queues = Array.from({ length: 4 }, (_, n) => keyOf(`q${n}`));

async function run(random: SeededRandom): Promise<void> {
  const clock = new FakeClock();
  const cluster = new LossyCluster(clock, random.fork(), {
    mostDelayMs: random.int(60),
    loss: random.pick([0, 0.02, 0.3]),
    double: random.pick([0, 0.1]),
    mostSettleMs: random.int(30),
  });
  const world = new FeedWorld(cluster, clock, 3, {
    feedHoleEntries: random.pick([3, 500]),
    feedHeldEntries: 20,
    tailEntries: random.pick([4, 512]),
  });
  const heads = new Map(queues.map((queue) => [queue, 0]));
  const read: Promise<void>[] = [];

  /** A node that reads after its own commit sees it. */
  const commit = async (node: FeedNode, queue: QueueKey) => {
    const head = (heads.get(queue) ?? 0) + 1;
    heads.set(queue, head);
    await node.commit(queue, textOf(head));
    if (!random.chance(0.3)) return;
    const after = async () => {
      const [at] = await node.cache.heads([queue]).catch(() => []);
      if (at !== undefined) expect(at.head).toBeGreaterThanOrEqual(head);
    };
    read.push(after());
  };
  const deeds: ((node: FeedNode) => unknown)[] = [
    (node) => {
      if (node.subscribers.size < 8) void node.follow(random.pick(queues));
    },
    (node) => {
      const subscriber = [...node.subscribers][0];
      if (subscriber !== undefined) node.leave(subscriber);
    },
    ({ line }) => line.cut(),
    ({ line }) => line.open(),
    () => {
      world.refusal = random.pick([0, 0.2, 0.9]);
    },
  ];
  for (let step = 0; step < 150; step += 1) {
    const node = random.pick(world.nodes);
    if (random.chance(0.6)) await commit(node, random.pick(queues));
    else random.pick(deeds)(node);
    await clock.advance(random.int(random.chance(0.05) ? 2000 : 30));
  }
  cluster.heal();
  world.refusal = 0;
  await clock.advance(world.limits.feedRetryMaxMs + world.limits.feedCheckMs + 200);
  await Promise.all(read);
  expect(world.broken).toEqual([]);
  for (const node of world.nodes) await check(world, node, heads);
  // Reads that were under way.
  await clock.advance(20);
  expect(clock.pendingTimers).toBe(0);
}

async function check({ clock }: FeedWorld, node: FeedNode, heads: ReadonlyMap<QueueKey, number>) {
  const { feed, cache, subscribers, line } = node;
  for (const { queue, has } of subscribers)
    expect([queue, has]).toEqual([queue, heads.get(queue) ?? 0]);
  expect([feed.holes, feed.counts.held, feed.counts.heldChars]).toEqual([0, 0, 0]);
  const requests = queues.map((queue) => ({ queue, after: 0, limit: 1e4, bytes: 1e9 }));
  const ranges = cache.ranges(requests);
  await clock.advance(100);
  for (const [index, { entries }] of (await ranges).entries()) {
    const head = heads.get(queues[index] as QueueKey) ?? 0;
    expect(entries).toEqual(Array.from({ length: head }, (_, n) => textOf(n + 1)));
  }
  for (const subscriber of [...subscribers]) node.leave(subscriber);
  expect([feed.queues, line.subscriptions, cache.cacheStats().queues]).toEqual([0, 0, 0]);
  await feed.close();
}

test('whatever is lost, late or doubled: in order, once, and complete soon after', async () => {
  for (let round = 0; round < 60 * testScale(); round += 1) await withSeed(run);
}, 60_000);
