import { expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { limits } from '../../limits.ts';
import { conversation, entry, keyOfUser, member } from '../conformance/subject-conformance.ts';
import type { Timeline } from '../timeline.ts';
import type { BucketMap } from './bucket-map.ts';
import { bucketOf } from './buckets.ts';
import { MapStore } from './map-store.ts';
import type { MemoryShard } from './test/memory-shard.ts';
import { entriesOf, groupKey, inbox, message, ShardedWorld } from './test/sharded-world.ts';

/** Servers a and b, a group of each, and a hand that moves buckets by the map alone. */
async function world() {
  const made = new ShardedWorld(new SeededRandom(1), ['a', 'b']);
  const [a, b] = made.servers as [MemoryShard, MemoryShard];
  const groupOn = (isHigh: boolean) =>
    Array.from({ length: 100 }, (_, n) => groupKey(`g${n}`)).find(
      (key) => bucketOf(key) >= 512 === isHigh,
    ) as ReturnType<typeof groupKey>;
  const [atA, atB] = [groupOn(false), groupOn(true)];
  const node = (await made.open()).timeline;
  const hand = await a.as('hand').open({
    mapVersion: () => a.mapVersion,
    onCommitted: () => {},
  });
  const store = new MapStore(hand.timeline);
  /** Changes the stored map, and tells the servers or not. */
  const change = async (isTold: boolean, next: (map: BucketMap) => BucketMap) => {
    const map = next((await store.read()) as BucketMap);
    expect(await store.replace(map)).toBe(true);
    if (isTold) for (const server of made.servers) server.mapVersion = map.version;
    return map;
  };
  const append = (to: Timeline, queue: typeof atA, text: string) =>
    to.commit({ appends: [{ queues: [queue], entry: entry(text) }] });
  /** As if the rows had been copied. */
  const copy = (queue: typeof atA, texts: readonly string[]) =>
    b.store.writer.write(
      texts.map((text) => ({ appends: [{ queues: [queue], entry: entry(text) }] })),
      made.clock.now(),
    );
  const move = (to: string, frozen = false) => {
    const buckets = [bucketOf(atA)];
    const freezeEnds = made.clock.now() + limits.bucketFreezeMs;
    return { id: 'hand', to, buckets, frozen: frozen ? buckets : [], freezeEnds };
  };
  return { made, a, b, atA, atB, node, change, append, copy, move };
}

test('a commit that a server refuses goes to the new owner, by the map that is read then', async () => {
  const { a, b, atA, node, change, append, move } = await world();
  await append(node, atA, 'old');
  await change(true, (map) => map.withMove(move('b', true)));
  await change(true, (map) => map.flipped());
  await append(node, atA, 'new');
  expect(a.store.head(atA).head).toBe(1);
  expect(b.store.head(atA).head).toBe(1);
});

test('a server that was not told of the map is told by who has it', async () => {
  const { a, b, atB, made, change, append, move } = await world();
  await change(false, (map) => map.withMove(move('b')));
  const late = (await made.open()).timeline;
  await append(late, atB, 'by the new map');
  expect([a.mapVersion, b.mapVersion]).toEqual([2, 2]);
});

test('while a bucket moves it is read at the owner of that moment', async () => {
  const { made, atA, node, change, append, copy, move } = await world();
  await append(node, atA, '1');
  await change(true, (map) => map.withMove(move('b', true)));
  // The node has heard of the move, and of nothing after it.
  await made.clock.advance(limits.mapCheckMs);
  await copy(atA, ['1', '2']);
  await change(false, (map) => map.flipped());
  expect(await node.heads([atA])).toMatchObject([{ head: 2 }]);
  expect(await entriesOf(node, atA)).toEqual([entry('1'), entry('2')]);
});

test('a server that could not be asked for long is not read by an old map', async () => {
  const { made, b, atA, node, change, append, copy, move } = await world();
  await append(node, atA, '1');
  const { servers } = made;
  for (const server of servers) server.isAway = true;
  await made.clock.advance(limits.mapTrustMs + 1);
  for (const server of servers) server.isAway = false;
  await change(true, (map) => map.withMove(move('b', true)));
  await copy(atA, ['1', '2']);
  await change(true, (map) => map.flipped());
  expect(await node.heads([atA])).toMatchObject([{ head: 2 }]);
  b.isAway = true;
  await made.clock.advance(limits.mapTrustMs + 1);
  const refused = await node.heads([atA]).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: 'unavailable' });
});

test('a freeze that lasts too long is ended by a node, and what waited goes on', async () => {
  const { made, a, atA, node, change, append, move } = await world();
  await change(true, (map) => map.withMove(move('b', true)));
  const sent = append(node, atA, 'waited');
  await made.clock.advance(limits.bucketFreezeMs / 2);
  expect(a.store.head(atA).head).toBe(0);
  await made.clock.advance(limits.bucketFreezeMs);
  expect(await sent).toMatchObject({ outcome: 'committed' });
  expect(a.store.head(atA).head).toBe(1);
  expect(made.reported).toHaveLength(1);
});

test('a bucket that went to a server unknown here is refused; the others work', async () => {
  const { atA, atB, node, change, append, move } = await world();
  await change(true, (map) => {
    const servers = [...map.record.servers, 'c'];
    return map.next({ servers, moving: move('c', true) });
  });
  await change(true, (map) => map.flipped());
  expect(await append(node, atB, 'x')).toMatchObject({ outcome: 'committed' });
  for (const refused of [append(node, atA, 'x'), node.heads([atA])]) {
    const error = await refused.catch((reason: unknown) => reason);
    expect(String(error)).toContain('"c", which this node does not know: restart it');
  }
});

test('a server that is away fails what needs it, and nothing else', async () => {
  const { made, b, atA, atB, node, append } = await world();
  await append(node, atB, 'before');
  b.isAway = true;
  expect(await append(node, atA, 'x')).toMatchObject({ outcome: 'committed' });
  expect(await node.heads([atA])).toMatchObject([{ head: 1 }]);
  for (const needs of [
    append(node, atB, 'x'),
    node.heads([atA, atB]),
    node.memberships(keyOfUser('ann')),
  ]) {
    expect(await needs.catch((error: unknown) => error)).toMatchObject({ code: 'unavailable' });
  }
  expect(made.reported).toEqual([]);
});

test('lists leave out outboxes, and rows of buckets that are not the server’s own', async () => {
  const { a, b, atA, atB, node, copy } = await world();
  const users = Array.from({ length: 9 }, (_, n) => `u${n}`);
  await node.commit({ ...message(atA, users, 'm') });
  await node.commit({ ...message(atB, users, 'm') });
  await copy(atA, ['left over']);
  const name = atA.slice('shop/group:'.length);
  const made = { writes: [conversation(name), member('ann' as never, atA)], appends: [] };
  await node.commit(made);
  await b.store.writer.write([made], 0);
  const listed = await node.queues('', 100);
  const all = [atA, atB, ...users.map(inbox)].toSorted();
  expect(listed.map(({ queue }) => queue)).toEqual(all);
  expect(listed.find(({ queue }) => queue === atA)).toMatchObject({ head: 1 });
  expect(await node.conversations('shop', '', 10)).toHaveLength(1);
  expect(await node.memberships(keyOfUser('ann'))).toHaveLength(1);
  // Page by page, too.
  const pages: string[] = [];
  for (let page = await node.queues('', 2); page.length > 0; ) {
    pages.push(...page.map(({ queue }) => queue));
    page = await node.queues(pages.at(-1) ?? '', 2);
  }
  expect(pages).toEqual(all);
  expect(a.store.queues('', 100).length).toBeGreaterThan(1);
});
