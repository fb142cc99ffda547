import { expect, test } from 'bun:test';
import type { AppId, UserId } from '@eagre/protocol';
import { FakeDevice, token } from '../commands/test/command-node.ts';
import { backendActor } from '../conversation/actor.ts';
import type { Limits } from '../limits.ts';
import { limits } from '../limits.ts';
import { apiServices } from './api-services.ts';
import { consoleDevices } from './console-devices.ts';
import { app, StationCluster, type StationNode } from './test/station-cluster.ts';

const ann = 'ann' as UserId;

async function setUp(given: Partial<Limits> = {}, told: Partial<Limits> = {}) {
  const cluster = new StationCluster(undefined, given);
  const { clock } = cluster;
  const [n1, n2] = [await cluster.start('n1'), await cluster.start('n2')];
  const of = ({ stations }: StationNode) => {
    const { presence } = stations.room;
    return consoleDevices({ ...stations, presence, clock, limits: { ...limits, ...told } });
  };
  const [look] = [of(n1), of(n2)];
  const create = (group: string, members: readonly string[], policy = 'read') =>
    n1.stations.conversation.groups.create(
      backendActor(app),
      group as never,
      {
        ...{ members, policy },
      } as never,
    );
  const asked = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
    await clock.advance(1000);
    return answer;
  };
  return { cluster, n1, n2, ...look, create, asked };
}

test("a user's page: who it is, and its devices on all nodes", async () => {
  const { cluster, n1, n2, users, create, asked } = await setUp();
  const api = apiServices({ ...n1.stations, clock: cluster.clock });
  await api.users.put(app, ann, { name: 'Ann' });
  await create('group:lobby', ['ann', 'bob']);
  const phone = await cluster.device(n1, 'ann', 'phone');
  const since = cluster.clock.now();
  const tablet = new FakeDevice();
  tablet.events = n2.stations.gateway.open(tablet);
  const agent = 'shop-app/3.1';
  tablet.say('connect', { token: token({ user: 'ann' }), device: 'tablet', agent });
  await cluster.clock.advance(500);
  await cluster.call(phone, 'room.enter', { room: 'room:show', gen: 1 });
  await cluster.say(phone, 'group:lobby', 'hello');
  const page = await asked(users.get(app, ann));
  expect(page).toMatchObject({ app, user: 'ann', name: 'Ann', disabled: false, missing: [] });
  expect(page?.createdAt).toBeGreaterThan(0);
  const [one, other] = page?.devices ?? [];
  expect(one).toMatchObject({ node: 'n1', device: 'phone', rooms: ['room:show'], waitingBytes: 0 });
  expect(one?.agent).toBeUndefined();
  expect(other).toMatchObject({ node: 'n2', device: 'tablet', agent, rooms: [] });
  expect(Math.abs((other?.connectedAt ?? 0) - since)).toBeLessThan(5);
  const headOf = (queue: string) =>
    page?.devices.map((device) => {
      const { syncId, head } = device.positions.find((one) => one.queue === queue) ?? {};
      return [syncId, head];
    });
  expect(headOf('group:lobby')).toEqual([
    [2, 2],
    [2, 2],
  ]);
  // Nothing has passed there since they came: they were given what the store has.
  expect(headOf('user:ann')).toEqual([
    [1, 1],
    [1, 1],
  ]);
  await cluster.close();
});

test('a device is in the rooms that it entered since it came back', async () => {
  const { cluster, n1, users, asked } = await setUp();
  const before = await cluster.device(n1, 'ann');
  for (const room of ['room:a', 'room:b']) {
    await cluster.call(before, 'room.enter', { room, gen: room === 'room:a' ? 1 : 2 });
  }
  const after = await cluster.device(n1, 'ann');
  await cluster.call(after, 'room.enter', { room: 'room:b', gen: 3 });
  const page = await asked(users.get(app, ann));
  expect(page?.devices.map(({ rooms }) => rooms)).toEqual([['room:b']]);
  await cluster.close();
});

test('a user is known by a record, a device, or a membership; else there is no page', async () => {
  const { cluster, users, create, asked } = await setUp();
  await create('group:lobby', ['bob']);
  const bob = await asked(users.get(app, 'bob' as UserId));
  expect(bob).toEqual({ app, user: 'bob', disabled: false, devices: [], missing: [] });
  expect(await asked(users.get(app, 'nobody' as UserId))).toBeUndefined();
  expect(await asked(users.get('other' as AppId, 'bob' as UserId))).toBeUndefined();
  await cluster.close();
});

test('of all devices those with most waiting come first, with what they lack', async () => {
  const { cluster, n1, n2, devices, create, asked } = await setUp({ outboxBytes: 400 });
  await create('group:lobby', ['ann', 'bob', 'cat', 'dan']);
  const phone = await cluster.device(n1, 'ann');
  const bob = await cluster.device(n1, 'bob');
  const [cat] = await cluster.devices(n2, ['cat', 'dan']);
  await cluster.clock.advance(1000);
  if (cat === undefined) throw new Error('a device was asked for');
  const block = (device: FakeDevice, bytes: number) => {
    device.send = () => 0;
    device.getBufferedAmount = () => bytes;
  };
  block(bob, 1000);
  block(cat, 9000);
  for (const text of ['one', 'two', 'three', 'four']) {
    await cluster.say(phone, 'group:lobby', text);
    await cluster.clock.advance(100);
  }
  const { devices: rows } = await asked(devices.list({ app, limit: 3 }));
  expect(rows.map(({ user, node }) => [user, node])).toEqual([
    ['cat', 'n2'],
    ['bob', 'n1'],
    ['dan', 'n2'],
  ]);
  const [first, second, third] = rows;
  expect(first?.waitingBytes).toBeGreaterThan(9000);
  expect(second?.waitingBytes).toBeLessThan(9000);
  expect(second?.waitingBytes).toBeGreaterThan(1000);
  expect(third?.waitingBytes).toBe(0);
  const [behind] = first?.positions ?? [];
  expect(behind).toMatchObject({ queue: 'group:lobby', head: 5 });
  expect(behind?.syncId).toBeLessThan(5);
  expect(behind?.syncId).toBeGreaterThan(0);
  expect(third?.positions).toMatchObject([{ queue: 'group:lobby', syncId: 5, head: 5 }]);
  expect((await asked(devices.list({ app: 'other' as AppId, limit: 3 }))).devices).toEqual([]);
  await cluster.close();
});

test('as many positions are told as fit, those furthest behind first', async () => {
  const { cluster, n1, users, create, asked } = await setUp(
    { outboxBytes: 1 },
    { consolePositions: 2 },
  );
  for (const group of ['group:a', 'group:b', 'group:c']) await create(group, ['ann', 'bob']);
  const phone = await cluster.device(n1, 'ann');
  const bob = await cluster.device(n1, 'bob');
  await cluster.clock.advance(1000);
  phone.send = () => 0;
  for (const group of ['group:c', 'group:b', 'group:c']) {
    await cluster.say(bob, group, 'x');
    await cluster.clock.advance(100);
  }
  const [device] = (await asked(users.get(app, ann)))?.devices ?? [];
  expect(device?.positions.map(({ queue, syncId, head }) => [queue, syncId, head])).toEqual([
    ['group:c', 1, 3],
    ['group:b', 1, 2],
  ]);
  await cluster.close();
});
