import { expect, test } from 'bun:test';
import { FakeClock, SeededRandom } from '@eagre/testkit';
import { entry, group, other } from '../conformance/subject-conformance.ts';
import { openShardedTimeline } from '../timeline-sharded.ts';
import { BucketMap } from './bucket-map.ts';
import { bucketCount } from './buckets.ts';
import { requireSingleServer } from './map-setup.ts';
import { MapStore, mapKey } from './map-store.ts';
import { calmLimits, MemoryShard } from './test/memory-shard.ts';

const clock = new FakeClock();

function servers(...names: string[]): MemoryShard[] {
  return names.map((name) => new MemoryShard(name, clock));
}

async function openOn(all: readonly MemoryShard[]) {
  return openShardedTimeline({
    servers: all.map((one) => one.as('n')),
    clock,
    random: new SeededRandom(1),
    newId: () => 'id',
    limits: calmLimits,
    report: () => {},
  });
}

async function refusal(all: readonly MemoryShard[]): Promise<string> {
  const opened = openOn(all);
  const error = await opened.then(
    (timeline) => timeline.close().then(() => 'opened'),
    (reason) => reason,
  );
  return String(error);
}

function mapAt({ store }: MemoryShard): BucketMap | undefined {
  const text = store.document(mapKey)?.value;
  return text === undefined ? undefined : BucketMap.parse(text);
}

/** Something is stored, as by a node that knew this server alone. */
async function fill({ store }: MemoryShard): Promise<void> {
  await store.writer.write([{ appends: [{ queues: [group], entry: entry(1) }] }], clock.now());
}

test('at the first start all servers get as many buckets', async () => {
  const all = servers('c', 'a', 'b');
  await (await openOn(all)).close();
  const map = mapAt(all[1] as MemoryShard);
  expect(['a', 'b', 'c'].map((name) => map?.bucketsOf(name).length)).toEqual([342, 341, 341]);
});

test('of nodes that start at once one makes the map', async () => {
  const all = servers('a', 'b');
  const nodes = await Promise.all([openOn(all), openOn(all.toReversed()), openOn(all)]);
  await nodes[0]?.commit({ appends: [{ queues: [group, other], entry: entry(1) }] });
  expect((await nodes[1]?.heads([group, other]))?.map(({ head }) => head)).toEqual([1, 1]);
  for (const node of nodes) await node.close();
  expect(all.filter((one) => mapAt(one) !== undefined)).toHaveLength(1);
});

test('a server that holds everything keeps it, until buckets are moved', async () => {
  const all = servers('a', 'b');
  await fill(all[1] as MemoryShard);
  const node = await openOn(all);
  expect(mapAt(all[0] as MemoryShard)?.bucketsOf('b')).toHaveLength(bucketCount);
  expect(await node.heads([group])).toMatchObject([{ head: 1 }]);
  await node.close();
});

test('two servers with data and no map are not put together', async () => {
  const all = servers('a', 'b');
  for (const one of all) await fill(one);
  expect(await refusal(all)).toContain('a and b hold data already');
});

test('a node that does not name all servers of the map does not start; one more does no harm', async () => {
  const [a, b, c] = servers('a', 'b', 'c') as [MemoryShard, MemoryShard, MemoryShard];
  await (await openOn([a, b])).close();
  expect(await refusal([a, c])).toContain('"postgres" does not name b (512 buckets)');
  expect(await refusal([a, b, c])).toBe('opened');
});

test('servers whose names have changed places, or other names, are refused', async () => {
  const [a, b] = servers('a', 'b') as [MemoryShard, MemoryShard];
  await (await openOn([a, b])).close();
  const swapped = servers('a', 'b').map((one, index) =>
    Object.assign(one, { store: (index === 0 ? b : a).store, mapVersion: 1 }),
  );
  expect(await refusal(swapped)).toMatch(/that "postgres" names "a" is known as "b"/);
});

test('two maps are of two deployments', async () => {
  const [a, b] = servers('a', 'b') as [MemoryShard, MemoryShard];
  const [c, d] = servers('c', 'd') as [MemoryShard, MemoryShard];
  await (await openOn([a, b])).close();
  await (await openOn([c, d])).close();
  expect(await refusal([a, b, c, d])).toContain('map of buckets at each of a, c');
});

test('one of several servers is no store of its own', async () => {
  const [a, b] = servers('a', 'b') as [MemoryShard, MemoryShard];
  const alone = await a.as('n').open({ mapVersion: () => 0, onCommitted: () => {} });
  await requireSingleServer(alone.timeline);
  await (await openOn([a, b])).close();
  for (const one of [a, b]) {
    const { timeline } = await one.as('n').open({ mapVersion: () => 1, onCommitted: () => {} });
    const refused = await requireSingleServer(timeline).catch((error: unknown) => error);
    expect(String(refused)).toContain('one of several');
  }
});

test('a damaged map is not guessed at', async () => {
  const [a, b] = servers('a', 'b') as [MemoryShard, MemoryShard];
  await (await openOn([a, b])).close();
  const opened = await a.as('n').open({ mapVersion: () => 1, onCommitted: () => {} });
  const map = mapAt(a) as BucketMap;
  await new MapStore(opened.timeline).replace(map.next({ owners: map.record.owners.slice(1) }));
  expect(await refusal([a, b])).toContain('damaged');
});
