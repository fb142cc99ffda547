import { expect, test } from 'bun:test';
import type { ConversationId } from '@eagre/protocol';
import type { RoomNodeStats } from '../api/room-services.ts';
import { backendActor } from '../conversation/actor.ts';
import { limits } from '../limits.ts';
import { statsOf } from './api-room-stats.ts';
import { apiRooms } from './api-rooms.ts';
import { app, StationCluster, type StationNode } from './test/station-cluster.ts';

const show = 'room:show' as ConversationId;

/** What the HTTP API of a node gives, after as much time as it takes and no more than `mostMs`. */
async function asked<T>(cluster: StationCluster, call: Promise<T>, mostMs = 20): Promise<T> {
  let isDone = false;
  const done = () => {
    isDone = true;
  };
  call.then(done, done);
  for (let ms = 0; !isDone && ms < mostMs; ms += 1) await cluster.clock.advance(1);
  if (!isDone) throw new Error(`no answer within ${mostMs} ms`);
  return call;
}

function apiOf(cluster: StationCluster, { stations }: StationNode) {
  return apiRooms({ ...stations, clock: cluster.clock });
}

/** Ann and Bob in the room on one node each, and a third node that has nothing to do with it. */
async function world(given = {}) {
  const cluster = new StationCluster(undefined, given);
  const nodes = [];
  for (const name of ['n1', 'n2', 'n3']) nodes.push(await cluster.start(name));
  const [n1, n2, n3] = nodes as [StationNode, StationNode, StationNode];
  const [ann, bob] = [await cluster.device(n1, 'ann'), await cluster.device(n2, 'bob')];
  await cluster.call(ann, 'room.enter', { room: show, gen: 1 });
  await cluster.call(bob, 'room.enter', { room: show, gen: 1 });
  await asked(cluster, apiOf(cluster, n1).change(backendActor(app), show, { name: 'The show' }));
  await cluster.clock.advance(1000);
  return { cluster, n1, n2, n3, ann, bob };
}

test('a node that has just opened a room knows at once who is in and what was counted', async () => {
  const { cluster, n3, ann, bob } = await world();
  await cluster.call(ann, 'room.tap', { room: show, seq: 1, counts: { like: 3 } });
  await cluster.call(bob, 'room.tap', { room: show, seq: 1, counts: { like: 4 } });
  const api = apiOf(cluster, n3);
  expect(await asked(cluster, api.get(app, show))).toMatchObject({
    online: { devices: 2, users: 2 },
    peak: 2,
    visitors: 2,
  });
  expect(await asked(cluster, api.counters(app, show))).toEqual({ like: 7 });
  await cluster.close();
});

test('what devices are told of a room that a node opens for them is that of all nodes soon', async () => {
  const { cluster, n3, ann } = await world();
  await cluster.call(ann, 'room.tap', { room: show, seq: 1, counts: { like: 3 } });
  const eve = await cluster.device(n3, 'eve');
  await cluster.call(eve, 'room.enter', { room: show, gen: 1 });
  await cluster.clock.advance(10);
  const room = n3.stations.room.rooms.peek(`${app}/${show}` as never);
  expect(room?.crowd.total()).toEqual({ devices: 3, users: 3 });
  expect(room?.counters.totals()).toEqual({ like: 3 });
  await cluster.close();
});

test('statistics are those of all nodes, whichever is asked', async () => {
  const { cluster, n1, n2, n3, ann, bob } = await world();
  const say = (device: typeof ann, clientId: string) =>
    cluster.call(device, 'room.send', {
      ...{ room: show, clientId, kind: 'text', body: { text: clientId } },
    });
  await say(ann, 'a1');
  await say(ann, 'a2');
  await say(bob, 'b1');
  await cluster.clock.advance(1000);
  for (const node of [n1, n2, n3]) {
    const stats = await asked(cluster, apiOf(cluster, node).stats(app, show));
    expect(stats).toMatchObject({
      online: { devices: 2, users: 2 },
      chat: { offered: 3, delivered: 6 },
      missing: [],
    });
    const names = stats.nodes.map((one) => one.node);
    expect(names).toEqual([...new Set(['n1', 'n2', node.name])]);
    const each = Object.fromEntries(stats.nodes.map((one) => [one.node, one]));
    expect(each).toMatchObject({
      n1: { devices: 1, chat: { offered: 2, delivered: 3 } },
      n2: { devices: 1, chat: { offered: 1, delivered: 3 } },
    });
    // A node that has the room open by now, for the one who asked it.
    expect(each['n3']?.devices).toBe(node === n3 ? 0 : undefined);
    expect(stats.frames).toBe(stats.nodes.reduce((sum, { frames }) => sum + frames, 0));
    expect(stats.flushSizes.recent.length).toBeGreaterThan(1);
  }
  await cluster.close();
});

test('a node that does not answer is named, and not waited for long', async () => {
  const { cluster, n1, n2 } = await world();
  n2.line.cut();
  const stats = await asked(cluster, apiOf(cluster, n1).stats(app, show), limits.nodeAnswerMs + 1);
  expect(stats.missing).toEqual(['n2']);
  expect(stats.nodes.map(({ node }) => node)).toEqual(['n1', 'n3'].slice(0, stats.nodes.length));
  n2.line.open();
  await cluster.close();
});

test('rooms of all nodes are listed, each once', async () => {
  const { cluster, n1, n3, bob } = await world();
  await cluster.call(bob, 'room.enter', { room: 'room:other', gen: 2 });
  await cluster.clock.advance(100);
  for (const node of [n1, n3]) {
    const list = apiOf(cluster, node).list;
    const found = await asked(cluster, list(app, { offset: 0, limit: 10 }));
    expect(found.items.map(({ room, online }) => [room as string, online.devices])).toEqual([
      ['room:show', 2],
      ['room:other', 1],
    ]);
    const page = await asked(cluster, list(app, { offset: 0, limit: 1 }));
    expect([page.items.length, page.more]).toEqual([1, true]);
  }
  await cluster.close();
});

test('members of a small room are listed in full, to whoever asks', async () => {
  const { cluster, n1, n3, ann } = await world();
  const users = (answer: unknown) =>
    (answer as { members: { user: string }[] }).members.map(({ user }) => user);
  const whole = { complete: true, online: { devices: 2, users: 2 } };
  const byDevice = await cluster.call(ann, 'room.members', { room: show });
  expect(byDevice).toMatchObject(whole);
  expect(users(byDevice)).toEqual(['bob', 'ann']);
  for (const node of [n1, n3]) {
    const found = await asked(cluster, apiOf(cluster, node).members(app, show));
    expect(found).toMatchObject(whole);
    expect(users(found)).toEqual(['bob', 'ann']);
  }
  await cluster.close();
});

test('of a large room some members of this node are listed', async () => {
  const { cluster, n1, ann } = await world({ roomMembersFull: 1, roomMembersSample: 1 });
  expect(await cluster.call(ann, 'room.members', { room: show })).toMatchObject({
    members: [{ user: 'ann' }],
    complete: false,
  });
  expect(n1.stations.room.rooms.size).toBe(1);
  await cluster.close();
});

test('what a backend adds by one node is known to all within two seconds', async () => {
  const { cluster, n1, n2, n3 } = await world();
  cluster.bus.faults.loss = 0;
  await asked(cluster, apiOf(cluster, n1).addCounters(backendActor(app), show, { gift: -5 }));
  await cluster.clock.advance(2000);
  for (const node of [n2, n3]) {
    const found = await asked(cluster, apiOf(cluster, node).counters(app, show));
    expect(found).toEqual({ gift: -5 });
  }
  await cluster.close();
});

test('taps of which the bus lost the news are told again before anybody compares', async () => {
  const { cluster, n2, ann } = await world();
  cluster.bus.faults.loss = 1;
  await cluster.call(ann, 'room.tap', { room: show, seq: 1, counts: { like: 3 } });
  await cluster.clock.advance(1100);
  const totals = () => {
    const room = n2.stations.room.rooms.peek(`${app}/${show}` as never);
    return room?.counters.totals();
  };
  expect(totals()).toEqual({});
  cluster.bus.faults.loss = 0;
  await cluster.clock.advance(1500);
  expect(totals()).toEqual({ like: 3 });
  await cluster.close();
});

test('what nodes left out is added up by reason and rank', () => {
  const node = (name: string, dropped: RoomNodeStats['chat']['dropped'], max: number) => ({
    ...{ node: name, devices: 1, frames: 2 },
    chat: { offered: 1, delivered: 2, refused: 3, dropped },
    flushSizes: { p50: max, max, recent: [1, max] },
    reliable: { delivered: 1, retried: 2, carried: 3, pulled: 4 },
  });
  const both = [
    node('a', { sender_cap: { viewer: 1, staff: 2 } }, 5),
    node('b', { sender_cap: { viewer: 3 }, closed: { gift: 1 } }, 3),
  ];
  const crowd = { total: () => 0, curve: () => [] };
  const room = { crowd, counters: { totals: () => ({}) }, tier: {} };
  expect(statsOf(room as never, both, ['c'])).toMatchObject({
    chat: {
      ...{ offered: 2, delivered: 4, refused: 6 },
      dropped: { sender_cap: { viewer: 4, staff: 2 }, closed: { gift: 1 } },
    },
    frames: 4,
    flushSizes: { p50: 3, max: 5, recent: [1, 5, 1, 3] },
    reliable: { delivered: 2, retried: 4, carried: 6, pulled: 8 },
    missing: ['c'],
  });
});
