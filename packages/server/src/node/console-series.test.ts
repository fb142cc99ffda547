import { expect, test } from 'bun:test';
import { type NodeSeries, seriesNames } from '../console/contract.ts';
import type { SeriesQuery } from '../console/deps.ts';
import { limits } from '../limits.ts';
import { consoleSeries } from './console-series.ts';
import { type NodeLoad, watchLoad } from './load/node-load.ts';
import { StationCluster, type StationNode } from './test/station-cluster.ts';

const second = 1000;

interface Watched {
  readonly node: StationNode;
  readonly load: NodeLoad;
  readonly series: ReturnType<typeof consoleSeries>;
}

/** Nodes that watch their load and answer for each other. */
async function world(names: readonly string[]) {
  const cluster = new StationCluster();
  const { clock } = cluster;
  const watched: Watched[] = [];
  for (const name of names) {
    const node = await cluster.start(name);
    const load = watchLoad(node.stations, clock, limits);
    const series = consoleSeries({ desk: node.stations.desk, load, clock, limits });
    watched.push({ node, load, series });
  }
  await clock.advance(second);
  const [first] = watched as [Watched];
  /** What the first node answers, after as much time as it takes. */
  const read = async (query: SeriesQuery) => {
    const answer = first.series.read(query);
    answer.catch(() => {});
    await clock.advance(limits.nodeAnswerMs);
    return answer;
  };
  const close = async () => {
    for (const { load } of watched) load.close();
    await cluster.close();
  };
  return { cluster, clock, watched, read, close, nodes: watched.map(({ node }) => node) };
}

const last = (series: NodeSeries | undefined, name: (typeof seriesNames)[number]) =>
  series?.values[name].at(-1);

test('every node answers for itself, at the same times, with every figure', async () => {
  const { clock, read, close } = await world(['n1', 'n2', 'n3']);
  await clock.advance(3 * second);
  const answer = await read({ step: 1000 });
  expect(answer.missing).toEqual([]);
  expect(answer.nodes.map(({ node }) => node)).toEqual(['n1', 'n2', 'n3']);
  for (const { from, values, more, drops } of answer.nodes) {
    expect(Object.keys(values)).toEqual([...seriesNames]);
    expect(from % second).toBe(0);
    expect(from + values.rooms.length * second).toBeLessThanOrEqual(clock.now());
    expect(values.rooms.length).toBeGreaterThanOrEqual(4);
    expect(more).toBe(false);
    expect(drops).toEqual({});
    expect(values.memoryBytes[0]).toBeGreaterThan(10_000_000);
  }
  await close();
});

test('what happens in a second stands at that second', async () => {
  const { cluster, clock, read, close, nodes } = await world(['n1', 'n2']);
  const [n1, n2] = nodes as [StationNode, StationNode];
  const ann = await cluster.device(n1, 'ann');
  const bob = await cluster.device(n2, 'bob');
  await cluster.call(ann, 'group.create', { group: 'group:g', name: 'G', members: ['bob'] });
  await clock.advance(second - (clock.now() % second));
  for (let i = 0; i < 5; i += 1) await cluster.say(ann, 'group:g', 'hello');
  await cluster.call(bob, 'room.enter', { room: 'room:show', gen: 1 });
  await cluster.call(bob, 'room.send', {
    room: 'room:show',
    clientId: 'c',
    kind: 'text',
    body: { text: 'x' },
  });
  await clock.advance(second - (clock.now() % second));
  const [one, other] = (await read({ step: 1000 })).nodes;
  expect(last(one, 'messagesIn')).toBe(5);
  expect(last(one, 'storeRows')).toBe(15);
  expect(last(one, 'messagesOut')).toBe(5);
  expect(last(one, 'connections')).toBe(1);
  expect(last(one, 'bytesOut')).toBe(10);
  expect(last(one, 'ackP50Ms')).toBeGreaterThanOrEqual(0);
  expect(last(one, 'storeP99Ms')).toBeGreaterThanOrEqual(0);
  expect(last(one, 'deliveryP50Ms')).toBeGreaterThanOrEqual(0);
  expect(last(one, 'roomDevices')).toBe(0);
  expect(last(other, 'messagesIn')).toBe(1);
  expect(last(other, 'messagesOut')).toBe(6);
  expect(last(other, 'storeRows')).toBe(0);
  expect(last(other, 'ackP50Ms')).toBeNull();
  expect(last(other, 'deliveryP99Ms')).toBe(0.1);
  expect([last(other, 'roomDevices'), last(other, 'rooms'), last(other, 'users')]).toEqual([
    1, 1, 1,
  ]);
  await close();
});

test('points after a time are those that are new', async () => {
  const { clock, read, close } = await world(['n1']);
  await clock.advance(10 * second);
  const now = clock.now() - (clock.now() % second);
  const { nodes } = await read({ step: 1000, since: now - 4 * second });
  expect(nodes[0]?.from).toBe(now - 3 * second);
  expect(nodes[0]?.values.rooms).toHaveLength(3);
  expect((await read({ step: 60_000 })).nodes[0]?.values.rooms).toHaveLength(0);
  await clock.advance(60 * second);
  expect((await read({ step: 60_000 })).nodes[0]?.values.rooms).toEqual([0]);
  await close();
});

test('a node that does not answer is named', async () => {
  const { watched, read, close, nodes } = await world(['n1', 'n2']);
  nodes[1]?.stations.desk.close();
  const ofOne = watched[0]?.series.read({ step: 1000, node: 'n1' });
  const { nodes: told, missing } = await read({ step: 1000 });
  expect(told.map(({ node }) => node)).toEqual(['n1']);
  expect(missing).toEqual(['n2']);
  expect((await ofOne)?.missing).toEqual([]);
  await close();
});

test('one node may be asked for; others and times to come are refused', async () => {
  const { clock, read, close } = await world(['n1', 'n2']);
  const { nodes } = await read({ step: 1000, node: 'n2' });
  expect(nodes.map(({ node }) => node)).toEqual(['n2']);
  const refusal = (query: SeriesQuery) => read(query).catch((error: unknown) => error);
  expect(await refusal({ step: 1000, node: 'n9' })).toMatchObject({
    code: 'not_found',
    field: 'node',
    message: 'no such node; those that run are n1, n2',
  });
  expect(await refusal({ step: 1000, since: clock.now() * 1000 })).toMatchObject({
    code: 'invalid_argument',
    field: 'since',
  });
  const ahead = await read({ step: 1000, since: clock.now() + second });
  expect(ahead.nodes[0]?.values.rooms).toEqual([]);
  await close();
});
