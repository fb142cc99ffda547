import { expect, test } from 'bun:test';
import type { AppId } from '@eagre/protocol';
import type { RoomsAnswer } from '../console/contract.ts';
import type { ListQuery } from '../console/deps.ts';
import { limits } from '../limits.ts';
import { consoleRooms } from './console-rooms.ts';
import { type NodeLoad, watchLoad } from './load/node-load.ts';
import { app, StationCluster, type StationNode } from './test/station-cluster.ts';

const show = 'room:show';

interface Watched {
  readonly node: StationNode;
  readonly load: NodeLoad;
  readonly rooms: ReturnType<typeof consoleRooms>;
}

/** Two nodes; in the show two devices on the first and one on the second, in the shop one device. */
async function world() {
  const cluster = new StationCluster();
  const { clock } = cluster;
  const watched: Watched[] = [];
  for (const name of ['n1', 'n2']) {
    const node = await cluster.start(name);
    const load = watchLoad(node.stations, clock, limits);
    const { desk, room } = node.stations;
    watched.push({ node, load, rooms: consoleRooms({ desk, rooms: room.rooms, load }) });
  }
  const [one, other] = watched as [Watched, Watched];
  const enter = async (node: StationNode, user: string, room: string) => {
    const device = await cluster.device(node, user);
    await cluster.call(device, 'room.enter', { room, gen: 1 });
    return device;
  };
  const ann = await enter(one.node, 'ann', show);
  await enter(one.node, 'amy', show);
  const bob = await enter(other.node, 'bob', show);
  await enter(other.node, 'ben', 'room:shop');
  await clock.advance(12_000);
  const ask = async (query: ListQuery): Promise<RoomsAnswer> => {
    const answer = one.rooms.list(query);
    await clock.advance(limits.nodeAnswerMs);
    return answer;
  };
  const close = async () => {
    for (const { load } of watched) load.close();
    await cluster.close();
  };
  return { cluster, clock, one, other, ann, bob, ask, close };
}

test('rooms of all nodes, the fullest first, with what their nodes did added up', async () => {
  const { cluster, clock, ann, bob, ask, close } = await world();
  for (let i = 0; i < 20; i += 1) {
    const text = { clientId: `r${i}`, kind: 'text', body: { text: `${i}` } };
    await cluster.call(i % 2 === 0 ? ann : bob, 'room.send', { room: show, ...text });
    await clock.advance(500);
  }
  const { rooms, missing } = await ask({ limit: 50 });
  expect(missing).toEqual([]);
  expect(rooms.map(({ room }) => room)).toEqual([show, 'room:shop']);
  const [first, second] = rooms;
  expect(first).toMatchObject({
    app,
    online: { devices: 3, users: 3 },
    tier: { fromDevices: 0, windowMs: 0, overridden: false },
    flush: { p50: 1, max: 1 },
    drops: {},
    nodes: 2,
  });
  const { offered = 0, delivered = 0, frames = 0, dropped } = first?.perSecond ?? {};
  expect(offered).toBeCloseTo(2, 0);
  // Each message at three devices.
  expect(delivered / offered).toBeGreaterThan(2.5);
  expect(delivered / offered).toBeLessThan(3.5);
  expect(frames).toBeGreaterThanOrEqual(delivered);
  expect(dropped).toBe(0);
  expect(second).toMatchObject({ online: { devices: 1, users: 1 }, nodes: 1 });
  await close();
});

test('what was left out is told by reason, and the node with most devices says how it is', async () => {
  const { one, other, ask, close } = await world();
  const roomOf = ({ node }: Watched) =>
    [...node.stations.room.rooms.all()].find(({ id }) => id === show);
  roomOf(one)?.pipeline.counts.drop('sender_cap', [0, 1, 4]);
  roomOf(other)?.pipeline.counts.drop('sender_cap', [0, 0, 2]);
  roomOf(other)?.pipeline.counts.drop('buffer_full', [1, 0, 0]);
  const refusing = roomOf(other);
  if (refusing !== undefined) refusing.delivered.refusedChat = 9;
  roomOf(one)?.pipeline.counts.flushed(4, 0);
  roomOf(other)?.pipeline.counts.flushed(30, 0);
  const [row] = (await ask({ limit: 1 })).rooms;
  expect(row?.drops).toEqual({ sender_cap: 7, buffer_full: 1, refused: 9 });
  expect(row?.flush).toEqual({ p50: 4, max: 30 });
  await close();
});

test('one app may be asked for, and so many rooms', async () => {
  const { cluster, clock, one, ask, close } = await world();
  const cat = await cluster.device(one.node, 'cat');
  await cluster.call(cat, 'room.enter', { room: 'room:small', gen: 1 });
  await clock.advance(1000);
  // Each node has two, and they are three in all.
  expect((await ask({ limit: 2 })).rooms).toHaveLength(2);
  expect((await ask({ limit: 1 })).rooms.map(({ room }) => room)).toEqual([show]);
  expect((await ask({ app, limit: 50 })).rooms).toHaveLength(3);
  expect((await ask({ app: 'other' as AppId, limit: 50 })).rooms).toEqual([]);
  await close();
});

test('a node that does not answer is named, and the rest is told', async () => {
  const { other, ask, close } = await world();
  other.node.stations.desk.close();
  const { rooms, missing } = await ask({ limit: 50 });
  expect(missing).toEqual(['n2']);
  expect(rooms.map(({ room, nodes, online }) => [room, nodes, online.devices])).toEqual([
    [show, 1, 3],
  ]);
  await close();
});
