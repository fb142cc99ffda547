import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import type { QueueKey } from '../../keys.ts';
import { limits } from '../../limits.ts';
import { entry } from '../conformance/subject-conformance.ts';
import type { CommitResult } from '../timeline.ts';
import { BucketMap } from './bucket-map.ts';
import { bucketOf, outboxKey } from './buckets.ts';
import { MapStore, mapKey } from './map-store.ts';
import type { MemoryShard } from './test/memory-shard.ts';
import {
  entriesOf,
  groupKey,
  inbox,
  message,
  ShardedWorld,
  stampsOf,
} from './test/sharded-world.ts';

/** A group on server a, and users whose queues are on b. */
async function world() {
  const made = new ShardedWorld(new SeededRandom(1), ['a', 'b']);
  const [a, b] = made.servers as [MemoryShard, MemoryShard];
  const names = Array.from({ length: 60 }, (_, n) => `n${n}`);
  const group = names.map(groupKey).find((key) => bucketOf(key) < 512) as QueueKey;
  const users = names.filter((name) => bucketOf(inbox(name)) >= 512).slice(0, 3);
  const send = (
    node: { timeline: { commit: (one: never) => Promise<CommitResult> } },
    id: string,
  ) => node.timeline.commit(message(group as never, users, id) as never);
  const copies = () => {
    const texts = b.store.range({
      queue: inbox(users[0] ?? ''),
      after: 0,
      limit: 1e6,
      bytes: 1e9,
    }).entries;
    return stampsOf(texts, group as never);
  };
  const left = () => {
    const { head, low } = a.store.head(outboxKey(group, 'b'));
    return head - low;
  };
  return { made, a, b, group, users, send, copies, left, node: await made.open() };
}

test('a commit tells the places of its copies, and leaves nothing behind', async () => {
  const { made, node, send, copies, left, b } = await world();
  const result = await send(node, 'm');
  expect(result).toMatchObject({ placed: [{ syncIds: [1] }, { syncIds: [1, 1, 1] }] });
  expect(copies()).toEqual([1]);
  await made.clock.advance(limits.outboxClearMs);
  expect(left()).toBe(0);
  // Nobody carries it out again.
  const writes = b.writers.length;
  await made.clock.advance(10 * limits.outboxSweepMs);
  expect(b.writers).toHaveLength(writes);
});

test('while a server is away its copies wait for it, and nobody waits for them', async () => {
  const { made, b, node, send, copies, left } = await world();
  b.isAway = true;
  const results = await Promise.all(['1', '2', '3'].map((id) => send(node, id)));
  for (const result of results) {
    expect(result).toMatchObject({ outcome: 'committed', placed: [{}, { syncIds: [0, 0, 0] }] });
  }
  await made.clock.advance(60_000);
  expect(left()).toBe(3);
  b.isAway = false;
  await made.clock.advance(4 * limits.outboxSweepMs);
  expect(copies()).toEqual([1, 2, 3]);
  expect(left()).toBe(0);
});

test('more than one read of an outbox gives is carried out all the same', async () => {
  const { made, b, node, send, copies } = await world();
  const count = 3 * limits.outboxOrders + 1;
  b.isAway = true;
  await Promise.all(Array.from({ length: count }, (_, n) => send(node, `${n}`)));
  b.isAway = false;
  await send(node, 'last');
  expect(copies()).toEqual(Array.from({ length: count + 1 }, (_, n) => n + 1));
  expect(made.reported).toEqual([]);
});

test('what another node is about is left to it', async () => {
  const { made, b, node, send, copies } = await world();
  const other = await made.open();
  b.fault = (_, when) =>
    when === 'before'
      ? new Promise<void>((resolve) => void made.clock.setTimer(300, resolve))
      : undefined;
  const sent = Array.from({ length: 20 }, (_, n) => send(node, `${n}`));
  await made.clock.advance(10_000);
  await Promise.all(sent);
  expect(copies()).toHaveLength(20);
  expect(b.writers).not.toContain(other.name);
});

test('a server that does not answer is waited for once, and not for long', async () => {
  const { made, b, node, send, copies } = await world();
  const hang = Promise.withResolvers<void>();
  b.fault = (_, when) => (when === 'before' ? hang.promise : undefined);
  let answered = 0;
  const count = () => {
    answered += 1;
  };
  void send(node, '1').then(count);
  await made.clock.advance(limits.outboxWaitMs - 1);
  expect(answered).toBe(0);
  await made.clock.advance(1);
  expect(answered).toBe(1);
  void send(node, '2').then(count);
  await made.clock.advance(0);
  expect(answered).toBe(2);
  hang.resolve();
  await made.clock.advance(0);
  expect(copies()).toEqual([1, 2]);
  // And is waited for again.
  expect(await send(node, '3')).toMatchObject({ placed: [{}, { syncIds: [3, 3, 3] }] });
});

test('what a node left behind is carried out first, by whoever comes, and once', async () => {
  const { made, b, node, send, copies } = await world();
  const next = await made.open();
  b.isAway = true;
  await send(node, 'left behind');
  made.kill(node);
  b.isAway = false;
  expect(await send(next, 'after it')).toMatchObject({ placed: [{}, { syncIds: [2, 2, 2] }] });
  expect(copies()).toEqual([1, 2]);
  await made.clock.advance(10 * limits.outboxSweepMs);
  expect(copies()).toEqual([1, 2]);
});

test('what a node left behind is found when nobody comes', async () => {
  const { made, b, node, send, copies } = await world();
  await made.open();
  b.isAway = true;
  await send(node, 'left behind');
  made.kill(node);
  b.isAway = false;
  await made.clock.advance(4 * limits.outboxSweepMs);
  expect(copies()).toEqual([1]);
});

test('an answer that was lost: the copy is stored once', async () => {
  const { made, b, node, send, copies, left } = await world();
  b.fault = (_, when) => {
    if (when === 'after') throw new Error('lost');
  };
  expect(await send(node, '1')).toMatchObject({ outcome: 'committed' });
  expect(copies()).toEqual([1]);
  b.fault = () => {};
  await made.clock.advance(4 * limits.outboxSweepMs);
  expect(copies()).toEqual([1]);
  expect(left()).toBe(0);
});

test('an order that no store may take is given up and told, and blocks nothing', async () => {
  const { made, a, node, send, copies, group, left } = await world();
  const bad = { queues: [outboxKey(group, 'b')], entry: entry('no order') };
  await a.store.writer.write([{ appends: [bad] }], 0);
  await send(node, 'm');
  expect(copies()).toEqual([1]);
  expect(made.reported).toHaveLength(1);
  await made.clock.advance(limits.outboxClearMs);
  expect(left()).toBe(0);
});

test('recalls follow the copies that they are of', async () => {
  const { b, node, send, group, users, made } = await world();
  b.isAway = true;
  await send(node, 'secret');
  const queue = inbox(users[0] ?? '');
  await node.timeline.commit({
    guards: [{ conversation: group as never, version: 0 }],
    writes: [{ write: 'redact', queue, syncId: 1, entry: entry('gone') }],
    appends: [{ queues: [group], entry: entry('recall') }],
  });
  b.isAway = false;
  await made.clock.advance(4 * limits.outboxSweepMs);
  expect(await entriesOf(node.timeline, queue)).toEqual([entry('gone')]);
});

test('an order that was read before a bucket went away is not carried out at the old owner', async () => {
  const { made, a, b, node, send, group, users } = await world();
  const late = Promise.withResolvers<void>();
  let answers = 0;
  a.fault = (name, when) => {
    if (name !== node.name || when !== 'after') return undefined;
    answers += 1;
    // The commit itself, then what the outbox holds.
    return answers === 2 ? late.promise : undefined;
  };
  const sent = send(node, 'm');
  await made.clock.advance(0);
  expect(answers).toBe(2);
  // Whoever moved the buckets has carried it out, and taken the copies along.
  a.store.trim(outboxKey(group, 'b'), 1);
  const hand = await a.as('hand').open({ mapVersion: () => a.mapVersion, onCommitted: () => {} });
  const map = BucketMap.parse(a.store.document(mapKey)?.value ?? '');
  const buckets = [...new Set(users.map((user) => bucketOf(inbox(user))))];
  const moving = { id: 'hand', to: 'a', buckets, frozen: buckets, freezeEnds: 0 };
  const store = new MapStore(hand.timeline);
  for (const next of [map.withMove(moving), map.withMove(moving).flipped()]) {
    expect(await store.replace(next)).toBe(true);
    a.mapVersion = next.version;
    b.mapVersion = next.version;
  }
  await made.clock.advance(limits.mapCheckMs);
  late.resolve();
  expect(await sent).toMatchObject({ outcome: 'committed' });
  await made.clock.advance(10_000);
  for (const user of users) expect(b.store.head(inbox(user)).head).toBe(0);
});

test('closing ends what was begun and leaves no timer', async () => {
  const { made, node, send, copies, left } = await world();
  const sent = ['1', '2', '3'].map((id) => send(node, id));
  await Promise.all([node.timeline.close(), ...sent]);
  expect(copies()).toEqual([1, 2, 3]);
  expect(left()).toBe(0);
  expect(made.clock.pendingTimers).toBe(0);
});
