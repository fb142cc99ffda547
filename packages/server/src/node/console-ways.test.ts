import { expect, test } from 'bun:test';
import type { AppId, ConversationId, SendAnswer } from '@eagre/protocol';
import { backendActor } from '../conversation/actor.ts';
import { conversationKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { consoleWays } from './console-ways.ts';
import { app, StationCluster } from './test/station-cluster.ts';
import { end, group, room, stationsAt, waysScene } from './test/ways-scene.ts';

const key = conversationKey(app, group);

test.each(['read', 'write'] as const)(
  'a group in %s mode: each station of both nodes, in order',
  async (policy) => {
    const { cluster, ann, ways, ways2, asked, create, settle } = await waysScene();
    await create(policy);
    await cluster.say(ann, group, 'hello');
    await settle();
    const { ways: list, oneOf, missing } = await asked(ways.list({ app, limit: 10 }));
    expect([oneOf, missing]).toEqual([1, []]);
    expect(list).toHaveLength(1);
    const [summary] = list;
    expect(summary).toMatchObject({ app, conversation: group, from: 'ann', kind: 'text' });
    const id = summary?.id ?? '';
    const way = await asked(ways2.get(id, { app }));
    expect(stationsAt(way, 'n1')).toEqual([
      ...['received', 'admitted', 'committed', 'published', 'first', 'last 2'],
    ]);
    expect(stationsAt(way, 'n2')).toEqual(['heard', 'first', 'last 1']);
    expect(way).toMatchObject({ id, followed: true, missing: [] });
    expect(way?.tookMs).toBeCloseTo((way?.stations.at(-1)?.at ?? 0) - (way?.at ?? 0), 3);
    expect(way?.tookMs).toBeLessThan(200);
    const times = way?.stations.map(({ at }) => at) ?? [];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    await end(cluster);
  },
);

test('a message between two, and one by the HTTP API without an id of its own', async () => {
  const { cluster, ann, ways, asked, create, settle, api } = await waysScene();
  await create('read');
  await cluster.say(ann, 'direct:ann:bob', 'hello');
  const sent = api.messages.send(backendActor(app), {
    conversation: group,
    kind: 'text',
    body: { text: 'hi' },
  } as never);
  await settle();
  const { syncId, epoch } = await sent;
  const { ways: list } = await asked(ways.list({ app, limit: 10 }));
  expect(list.map(({ conversation }) => conversation)).toEqual([group, 'direct:ann:bob']);
  const direct = await asked(ways.get(list[1]?.id ?? '', { app }));
  expect(stationsAt(direct, 'n1')).toContain('last 1');
  expect(stationsAt(direct, 'n2')).toEqual(['heard', 'first', 'last 1']);
  const id = `${group}~${epoch}~${syncId}`;
  expect(list[0]?.id).toBe(id);
  const named = await asked(ways.get(id, { app }));
  expect(stationsAt(named, 'n1').slice(0, 4)).toEqual([
    ...['received', 'admitted', 'committed', 'published'],
  ]);
  expect(named).toMatchObject({ syncId, epoch, from: 'system' });
  await end(cluster);
});

test('a room: reliable messages and chat, each through its window', async () => {
  const { cluster, n1, ann, ways, asked, enter, settle, api } = await waysScene();
  await enter();
  await cluster.call(ann, 'room.send', {
    room,
    clientId: 'chat-1',
    kind: 'text',
    body: { text: 'x' },
  });
  await settle();
  const item = { room, kind: 'text', body: { text: 'y' }, class: 'reliable', clientId: 'item-1' };
  const sent = api.rooms.send(backendActor(app), item as never);
  await settle();
  await sent;
  const [chat, reliable] = [
    await asked(ways.get('chat-1', { app })),
    await asked(ways.get('item-1', { app })),
  ];
  expect(stationsAt(chat, 'n1')).toEqual([
    ...['received', 'admitted', 'published', 'flushed', 'first', 'last 2'],
  ]);
  expect(stationsAt(chat, 'n2')).toEqual(['heard', 'flushed', 'first', 'last 1']);
  expect([chat?.syncId, chat?.conversation, chat?.from]).toEqual([undefined, room, 'ann']);
  expect(stationsAt(reliable, 'n1')).toEqual([
    ...['received', 'admitted', 'committed', 'published', 'flushed', 'first', 'last 2'],
  ]);
  expect(stationsAt(reliable, 'n2')).toEqual(['heard', 'flushed', 'first', 'last 1']);
  expect(reliable).toMatchObject({ syncId: 1, kind: 'text', from: 'system' });
  expect(n1.stations.room.counts.holes).toBe(0);
  await end(cluster);
});

test('a way is found by its app and its conversation only', async () => {
  const { cluster, ann, ways, asked, create } = await waysScene();
  await create('read');
  await cluster.say(ann, group, 'hello');
  const [summary] = (await asked(ways.list({ limit: 10 }))).ways;
  const id = summary?.id ?? '';
  const other = 'other' as AppId;
  expect(await asked(ways.get(id, { app: other }))).toBeUndefined();
  expect((await asked(ways.list({ app: other, limit: 10 }))).ways).toEqual([]);
  expect((await asked(ways.list({ app, conversation: room, limit: 10 }))).ways).toEqual([]);
  expect(await asked(ways.get(id, { app, conversation: room }))).toBeUndefined();
  expect((await asked(ways.get(id, {})))?.app).toBe(app);
  expect(await asked(ways.get('nobody-said-this', { app, conversation: group }))).toBeUndefined();
  const { head } = (await cluster.nodes[0]?.stations.timeline.heads([key]))?.[0] ?? { head: 0 };
  expect(await asked(ways.get(`group:lobby~9~${head}`, { app }))).toBeUndefined();
  expect(await asked(ways.get('not-a-conversation~1~1', { app }))).toBeUndefined();
  await end(cluster);
});

test('the newest comes first, whichever node knows of it', async () => {
  const { cluster, ann, bob, ways, asked, create, settle } = await waysScene();
  await create('read');
  for (const [device, to] of [
    [ann, group],
    [bob, 'direct:bob:dan'],
    [ann, 'direct:ann:cat'],
    [bob, 'direct:bob:eve'],
  ] as const) {
    await cluster.say(device, to, 'hello');
    await settle();
  }
  const { ways: list } = await asked(ways.list({ app, limit: 3 }));
  expect(list.map(({ conversation }) => conversation)).toEqual([
    ...(['direct:bob:eve', 'direct:ann:cat', 'direct:bob:dan'] as never[]),
  ]);
  await end(cluster);
});

test('of a message that is forgotten the store still knows the place and the time', async () => {
  const cluster = new StationCluster(undefined, { waysKept: 1 });
  const { clock } = cluster;
  const n1 = await cluster.start('n1');
  const ways = consoleWays({ ...n1.stations, clock, limits });
  const ann = await cluster.device(n1, 'ann');
  const ids: string[] = [];
  for (const text of ['one', 'two', 'three']) {
    const sent = (await cluster.say(ann, 'direct:ann:bob', text)) as SendAnswer;
    ids.push(`direct:ann:bob~${sent.epoch}~${sent.syncId}`);
  }
  const asked = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    await clock.advance(1000);
    return answer;
  };
  const [newest] = (await asked(ways.list({ app, limit: 10 }))).ways;
  expect(newest?.id).toBe('c3');
  const place = await asked(ways.get(ids[0] ?? '', { app }));
  expect(place).toMatchObject({ followed: false, stations: [], syncId: 1, from: 'ann' });
  expect(place?.at).toBeLessThanOrEqual(clock.now());
  expect(place?.tookMs).toBeUndefined();
  const byId = await asked(
    ways.get('c1', { app, conversation: 'direct:ann:bob' as ConversationId }),
  );
  expect(byId).toMatchObject({ id: 'c1', followed: false, syncId: 1 });
  expect(await asked(ways.get('c1', { app }))).toBeUndefined();
  await end(cluster);
});

test('a node that does not answer is named, and the others tell what they know', async () => {
  const { cluster, n2, ann, ways, asked, create } = await waysScene();
  await create('read');
  await cluster.say(ann, group, 'hello');
  await cluster.clock.advance(limits.mergeMaxMs + 10);
  n2.stations.desk.question('console-ways', () => {
    throw new Error('trouble');
  });
  const answer = ways.list({ app, limit: 10 });
  const { ways: list, missing } = await asked(answer);
  expect(missing).toEqual(['n2']);
  const way = await asked(ways.get(list[0]?.id ?? '', { app }));
  expect(stationsAt(way, 'n2')).toEqual([]);
  expect(stationsAt(way, 'n1')).toContain('last 2');
  cluster.reported.length = 0;
  await end(cluster);
});
