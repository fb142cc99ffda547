import { expect, test } from 'bun:test';
import { backendActor } from '../conversation/actor.ts';
import { limits } from '../limits.ts';
import { app, headsOf, StationCluster, textsOf } from './test/station-cluster.ts';

const direct = 'direct:ann:bob';

test('devices on two nodes talk to each other both ways', async () => {
  const cluster = new StationCluster();
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const ann = await cluster.device(n1, 'ann');
  const bob = await cluster.device(n2, 'bob');
  await cluster.say(ann, direct, 'hello');
  await cluster.say(bob, direct, 'hi');
  await cluster.say(ann, direct, 'bye');
  await cluster.clock.advance(10);
  for (const device of [ann, bob]) {
    expect(textsOf(device)).toEqual(['hello', 'hi', 'bye']);
    expect(headsOf(device)).toEqual([]);
  }
  expect([...n1.ranges, ...n2.ranges]).toEqual([]);
  expect(cluster.reported).toEqual([]);
  await cluster.close();
});

/** Ann on one node, and a hundred members of a group in read mode on another. */
async function groupOf(cluster: StationCluster) {
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const ann = await cluster.device(n1, 'ann');
  const users = Array.from({ length: 100 }, (_, n) => `u${n}`);
  const group = 'group:show';
  const actor = { app: 'shop', user: 'system', backend: true } as never;
  const input = { members: ['ann', ...users], policy: 'read' } as never;
  await n1.stations.conversation.groups.create(actor, group as never, input);
  await cluster.clock.advance(200);
  const members = await cluster.devices(n2, users);
  await cluster.clock.advance(200);
  for (const { ranges } of [n1, n2]) ranges.length = 0;
  return { n1, n2, ann, members, group };
}

test('what the bus lost is read once for a hundred devices', async () => {
  const cluster = new StationCluster();
  const { n2, ann, members, group } = await groupOf(cluster);
  cluster.bus.faults.loss = 1;
  await cluster.say(ann, group, 'lost');
  await cluster.say(ann, group, 'lost too');
  cluster.bus.faults.loss = 0;
  await cluster.say(ann, group, 'came');
  await cluster.clock.advance(limits.feedHoleMs + limits.mergeMaxMs + 10);
  for (const member of members) {
    expect(textsOf(member)).toEqual(['lost', 'lost too', 'came']);
    expect(headsOf(member)).toEqual([]);
  }
  expect(n2.ranges.map((requests) => requests.length)).toEqual([1]);
  expect(cluster.reported).toEqual([]);
  await cluster.close();
});

test('a lost last message comes within the time of a round, by one read', async () => {
  const cluster = new StationCluster();
  const { n2, ann, members, group } = await groupOf(cluster);
  cluster.bus.faults.loss = 1;
  await cluster.say(ann, group, 'lost');
  cluster.bus.faults.loss = 0;
  await cluster.clock.advance(limits.feedCheckMs + limits.feedHoleMs + limits.mergeMaxMs);
  for (const member of members) expect(textsOf(member)).toEqual(['lost']);
  expect(n2.ranges.map((requests) => requests.length)).toEqual([1]);
  expect(await n2.metrics.text()).toContain('feed_lost_tails_total 1');
  await cluster.close();
});

test('a recall by another node leaves no text in memory here', async () => {
  const cluster = new StationCluster();
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const ann = await cluster.device(n1, 'ann');
  await cluster.device(n2, 'bob');
  const said = (await cluster.say(ann, direct, 'secret')) as { syncId: number };
  // Fills the tails of node 2.
  const before = await cluster.device(n2, 'bob', 'tablet');
  expect(JSON.stringify(before.frames)).toContain('secret');
  await cluster.call(ann, 'recall', { conversation: direct, syncId: said.syncId });
  await cluster.clock.advance(10);
  const after = await cluster.device(n2, 'bob', 'laptop');
  expect(JSON.stringify(after.frames)).toContain('recalled');
  expect(JSON.stringify(after.frames)).not.toContain('secret');
  await cluster.close();
});

test('while the store is away, who comes back is served from memory and misses nothing', async () => {
  const cluster = new StationCluster();
  const { n1, n2, ann, group } = await groupOf(cluster);
  await cluster.say(ann, group, 'before');
  await cluster.clock.advance(100);
  n2.isCut = true;
  await cluster.say(ann, group, 'meanwhile');
  await cluster.clock.advance(100);
  const requests = [{ queue: 'shop/group:show' as never, after: 0, limit: 10, bytes: 1e6 }];
  const [range] = await n2.stations.timeline.heads(['shop/group:show' as never]);
  expect(range?.head).toBe(3);
  n2.isCut = false;
  const [read] = await n2.stations.timeline.ranges(requests);
  expect(read?.entries).toHaveLength(3);
  n2.isCut = true;
  const [again] = await n2.stations.timeline.ranges(requests);
  expect(again?.entries).toEqual(read?.entries as string[]);
  n2.isCut = false;
  await cluster.clock.advance(limits.feedRetryMaxMs);
  expect(n1.stations.feed?.holes).toBe(0);
  await cluster.close();
});

test('cut off from the bus, a node finds what others say, and is itself again when it is back', async () => {
  const cluster = new StationCluster();
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const ann = await cluster.device(n1, 'ann');
  const bob = await cluster.device(n2, 'bob');
  await cluster.say(ann, direct, 'one');
  expect(n2.stations.timeline.cacheStats().queues).toBe(1);
  n2.line.cut();
  expect(n2.stations.timeline.cacheStats().queues).toBe(0);
  await cluster.say(ann, direct, 'two');
  await cluster.say(bob, direct, 'three');
  await cluster.clock.advance(limits.feedCheckAwayMs + limits.feedHoleMs + limits.mergeMaxMs);
  expect(textsOf(bob)).toEqual(['one', 'two', 'three']);
  const late = await cluster.device(n2, 'bob', 'tablet');
  expect(JSON.stringify(late.frames)).toContain('three');
  n2.line.open();
  await cluster.say(ann, direct, 'four');
  await cluster.clock.advance(limits.feedHoleMs + limits.mergeMaxMs);
  await cluster.clock.advance(limits.feedCheckMs);
  for (const device of [ann, bob]) expect(textsOf(device)).toEqual(['one', 'two', 'three', 'four']);
  expect(textsOf(late)).toEqual(['four']);
  await cluster.close();
});

test('a user whose news never came to a node follows what it has joined and left all the same', async () => {
  const cluster = new StationCluster(undefined, { feedHoleEntries: 2 });
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const { groups, groupMembers } = n1.stations.conversation;
  const group = 'group:new' as never;
  await groups.create(backendActor(app), group, {
    members: ['ann', 'eve'],
    policy: 'read',
  } as never);
  const ann = await cluster.device(n1, 'ann');
  const [bob, eve] = await cluster.devices(n2, ['bob', 'eve']);
  if (bob === undefined || eve === undefined) throw new Error('two devices were asked for');
  const unheard = async (change: () => Promise<unknown>) => {
    cluster.bus.faults.loss = 1;
    for (const text of ['a', 'b', 'c']) await cluster.say(ann, direct, text);
    await change();
    cluster.bus.faults.loss = 0;
  };
  await unheard(() => groupMembers.invite(backendActor(app), group, ['bob'] as never));
  // Passes before bob's device is known to follow it.
  await cluster.say(ann, group, 'early');
  await cluster.clock.advance(limits.feedCheckMs + limits.followCheckMs);
  expect(headsOf(bob).join()).toContain('"user:bob"');
  expect(headsOf(bob).join()).toContain('"group:new"');
  await cluster.say(ann, group, 'welcome');
  await cluster.clock.advance(limits.feedHoleMs + limits.mergeMaxMs);
  expect(textsOf(bob)).toEqual(['welcome']);
  await unheard(() => groupMembers.remove(backendActor(app), group, ['bob'] as never));
  await cluster.clock.advance(limits.feedCheckMs + limits.mergeMaxMs);
  await cluster.say(ann, group, 'without bob');
  await cluster.clock.advance(limits.feedCheckMs + limits.mergeMaxMs);
  expect(textsOf(bob)).toEqual(['welcome']);
  expect(textsOf(eve)).toEqual(['early', 'welcome', 'without bob']);
  await cluster.close();
});

test('a room is told what of its log will not come, and reads it', async () => {
  const cluster = new StationCluster(undefined, { feedHoleEntries: 2 });
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const room = 'room:show';
  const ann = await cluster.device(n2, 'ann');
  await cluster.call(ann, 'room.enter', { room, gen: 1 });
  n2.ranges.length = 0;
  const say = async (text: string) => {
    const { rooms, speech } = n1.stations.room;
    const content = { kind: 'text', body: { text }, class: 'reliable' } as const;
    const said = rooms
      .open(`shop/${room}` as never)
      .then((opened) => speech.say(opened, backendActor(app), content));
    await cluster.clock.advance(5);
    await said;
  };
  await say('one');
  cluster.bus.faults.loss = 1;
  for (const text of ['two', 'three', 'four', 'five']) await say(text);
  cluster.bus.faults.loss = 0;
  await cluster.clock.advance(limits.feedCheckMs + 1000);
  const frames = ann.frames.map((frame) => JSON.stringify(frame)).join();
  for (const text of ['one', 'two', 'three', 'four', 'five']) {
    expect(frames.split(`"${text}"`)).toHaveLength(2);
  }
  await say('six');
  cluster.bus.faults.loss = 1;
  await say('seven');
  cluster.bus.faults.loss = 0;
  const reads = n2.ranges.length;
  await say('eight');
  await cluster.clock.advance(1000);
  expect(ann.frames.map((frame) => JSON.stringify(frame)).join()).toContain('"eight"');
  // The feed reads the hole, and the room has none.
  expect([n2.ranges.length - reads, n2.stations.room.counts.holes]).toEqual([1, 1]);
  await cluster.close();
});
