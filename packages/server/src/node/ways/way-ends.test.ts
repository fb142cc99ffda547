import { expect, test } from 'bun:test';
import type { UserId } from '@eagre/protocol';
import type { WayAnswer } from '../../console/contract.ts';
import { backendActor } from '../../conversation/actor.ts';
import { app } from '../test/station-cluster.ts';
import { end, group, room, stationsAt, waysScene } from '../test/ways-scene.ts';

test('a personal message: both ends, and nobody else', async () => {
  const { cluster, ann, bob, ways, asked, create, settle } = await waysScene();
  await create('read');
  await cluster.say(bob, group, 'hello');
  await settle();
  const personal = { conversation: group, clientId: 'p1', kind: 'text', body: { text: 'psst' } };
  await cluster.call(ann, 'send', { ...personal, personalTo: 'bob' });
  await cluster.call(ann, 'send', { ...personal, personalTo: 'bob' });
  const { ways: list } = await asked(ways.list({ app, limit: 10 }));
  expect(list.map(({ from, personal: isPersonal }) => [from, isPersonal])).toEqual([
    ['ann', true],
    ['bob', undefined],
  ]);
  const way = await asked(ways.get('p1', { app }));
  expect(stationsAt(way, 'n1')).toEqual([
    ...['received', 'admitted', 'committed', 'published', 'first', 'last 1'],
  ]);
  expect(stationsAt(way, 'n2')).toEqual(['heard', 'first', 'last 1']);
  expect(way).toMatchObject({ personal: true, syncId: 2, alike: [] });
  const before = await asked(ways.get(list[1]?.id ?? '', { app }));
  expect(stationsAt(before, 'n1')).toEqual(['heard', 'first', 'last 2']);
  await end(cluster);
});

test('a welcome by the HTTP API, in a group that is written to each member', async () => {
  const { cluster, ways, asked, create, settle, api } = await waysScene();
  await create('write');
  const sent = api.messages.send(backendActor(app), {
    ...{ conversation: group, clientId: 'welcome-cat', kind: 'text', body: { text: 'welcome' } },
    personalTo: 'cat' as UserId,
  } as never);
  await settle();
  await sent;
  const way = await asked(ways.get('welcome-cat', { app, conversation: group }));
  expect(stationsAt(way, 'n1')).toEqual([
    ...['received', 'admitted', 'committed', 'published', 'first', 'last 1'],
  ]);
  expect(stationsAt(way, 'n2')).toEqual([]);
  await end(cluster);
});

test('chat that sampling left out says where and why', async () => {
  const { cluster, ann, n1, ways, asked, enter, settle } = await waysScene();
  await enter();
  const opened = n1.stations.room.rooms.peek(`shop/${room}` as never);
  const tier = { windowMs: 1000, displayPerSecond: 1 };
  await opened?.state.changeSettings((before) => ({ ...before, tier }) as never);
  await settle();
  const ids = Array.from({ length: 8 }, (_, i) => `chat-${i}`);
  for (const clientId of ids) {
    const said = { room, clientId, kind: 'text', body: { text: 'x' } };
    await cluster.call(ann, 'room.send', said);
  }
  await cluster.clock.advance(5000);
  const answers: (WayAnswer | undefined)[] = [];
  for (const id of ids) answers.push(await asked(ways.get(id, { app })));
  const lost = answers.filter((way) => stationsAt(way, 'n1').includes('dropped sender_cap'));
  expect(lost.length).toBeGreaterThan(4);
  for (const way of lost) {
    expect(stationsAt(way, 'n1')).toEqual(['received', 'admitted', 'dropped sender_cap']);
    expect(stationsAt(way, 'n2')).toEqual([]);
  }
  const shown = answers.filter((way) => !lost.includes(way));
  expect(shown.length).toBeGreaterThan(0);
  expect(shown.flatMap((way) => stationsAt(way, 'n1'))).not.toContain('dropped sender_cap');
  await end(cluster);
});

test('devices that do not read are counted as behind, in groups and in rooms', async () => {
  const { cluster, cat, ann, ways, asked, create, enter, settle } = await waysScene({
    outboxBytes: 1,
  });
  await create('read');
  await enter();
  cat.send = () => 0;
  const body = { kind: 'text', body: { text: 'x' } };
  await cluster.call(ann, 'send', { conversation: group, clientId: 'to-group', ...body });
  await settle();
  await cluster.call(ann, 'room.send', { room, clientId: 'to-room', ...body });
  await settle();
  const [toGroup, toRoom] = [
    await asked(ways.get('to-group', { app })),
    await asked(ways.get('to-room', { app })),
  ];
  expect(stationsAt(toGroup, 'n1').at(-1)).toBe('last 1, 1 behind');
  expect(stationsAt(toRoom, 'n1').at(-1)).toBe('last 1, 1 behind');
  expect(stationsAt(toGroup, 'n2').at(-1)).toBe('last 1');
  await end(cluster);
});

test('what waits for a slow device is on its way, and no device is behind', async () => {
  const { cluster, cat, ann, ways, asked, create, settle } = await waysScene();
  await create('read');
  cat.send = () => 0;
  await cluster.say(ann, group, 'x');
  await settle();
  const [sent] = (await asked(ways.list({ app, limit: 1 }))).ways;
  expect(stationsAt(await asked(ways.get(sent?.id ?? '', { app })), 'n1').at(-1)).toBe('last 2');
  await end(cluster);
});

test('a sender is found among many who chose the same id', async () => {
  const { cluster, n1, ways, asked } = await waysScene();
  const users = Array.from({ length: 15 }, (_, i) => `u${i}`);
  for (const [i, device] of (await cluster.devices(n1, users)).entries()) {
    const said = { clientId: 'm1', kind: 'text', body: { text: 'x' } };
    await cluster.call(device, 'send', { conversation: `direct:boss:u${i}`, ...said });
  }
  const way = await asked(ways.get('m1', { app, from: 'u0' as UserId }));
  expect([way?.from, way?.alike.length]).toEqual(['u0', 10]);
  await end(cluster);
});

test('of senders who chose the same id the one that is meant, and the others beside it', async () => {
  const { cluster, ann, bob, cat, ways, ways2, asked, enter } = await waysScene();
  await enter();
  const said = { room, clientId: 'm1', kind: 'text', body: { text: 'x' } };
  for (const device of [ann, bob, cat]) {
    await cluster.call(device, 'room.send', said);
    await cluster.clock.advance(500);
  }
  for (const from of ['ann', 'bob', 'cat'] as UserId[]) {
    const way = await asked(ways2.get('m1', { app, from }));
    expect(way?.from).toBe(from);
    expect(way?.alike.map((one) => one.from).sort()).toEqual(
      ['ann', 'bob', 'cat'].filter((name) => name !== from),
    );
  }
  const newest = await asked(ways.get('m1', { app, conversation: room }));
  expect([newest?.from, newest?.alike.length]).toEqual(['cat', 2]);
  expect(await asked(ways.get('m1', { app, from: 'dan' as UserId }))).toBeUndefined();
  await end(cluster);
});

test('of a stored message that nobody followed the one of that sender', async () => {
  const { cluster, ann, bob, ways, asked, create } = await waysScene({ waysKept: 1 });
  await create('read');
  const say = (device: typeof ann, clientId: string) =>
    cluster.call(device, 'send', {
      ...{ conversation: group, clientId, kind: 'text', body: { text: 'x' } },
    });
  for (const device of [ann, bob]) await say(device, 'm1');
  for (const device of [ann, bob]) await say(device, 'later');
  const where = { app, conversation: group };
  const byAnn = await asked(ways.get('m1', { ...where, from: 'ann' as UserId }));
  expect(byAnn).toMatchObject({ from: 'ann', followed: false, alike: [] });
  expect((await asked(ways.get('m1', where)))?.from).toBe('bob');
  await end(cluster);
});
