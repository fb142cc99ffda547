import { afterAll, afterEach, beforeAll, expect, test } from 'bun:test';
import { type SeededRandom, until, withSeed } from '@eagre/testkit';
import type { Device } from '../device/device.ts';
import { Api } from '../target/api.ts';
import { LocalServer } from '../target/local-server.ts';
import { RoomsApi } from '../target/rooms-api.ts';
import { tokenGiver } from '../target/tokens.ts';
import { Population } from './population.ts';
import { Schedule } from './schedule.ts';
import { Speaker } from './speaker.ts';
import { TestLoad } from './test/test-load.ts';

let server: LocalServer;
let api: Api;
let population: Population | undefined;
let runs = 0;

beforeAll(async () => {
  server = await LocalServer.start();
  api = new Api(server.url, server.key);
}, 30_000);

afterEach(async () => {
  await population?.close();
  population = undefined;
});

afterAll(() => server.stop());

interface Stage {
  load: TestLoad;
  devices: readonly Device[];
  speaker: Speaker;
  group: string;
  room: string;
  users: string[];
}

async function stage(random: SeededRandom, policy: 'read' | 'write', size = 6): Promise<Stage> {
  runs += 1;
  const users = Array.from({ length: size }, (_user, i) => `r${runs}u${i}`);
  const group = `group:r${runs}`;
  const room = `room:r${runs}`;
  await api.post('/v1/groups', { group, policy, members: users });
  await new RoomsApi(server.url, server.key).create(room);
  const load = new TestLoad(server.target.address, random, tokenGiver(server.target.tokens));
  population = new Population(load, users);
  await population.connect();
  return { load, devices: population.devices, speaker: new Speaker(load), group, room, users };
}

const text = { kind: 'text', body: { text: 'hello' } };

/** Every device has handed over what the books say was stored: all of it, once, at its place. */
function expectAllSeen({ load, devices, group }: Stage, among = devices): void {
  expect(load.fleet.ledger.faults).toEqual([]);
  const book = load.books.conversations.get(group);
  expect(book?.unknown).toBe(0);
  const stored = { count: book?.acked, ids: book?.ids, places: book?.places };
  for (const device of among) {
    const tally = [...(device.order?.tallies() ?? [])].find(
      ({ conversation }) => conversation === group,
    );
    const { count, ids, places } = tally ?? {};
    expect({ user: device.user, count, ids, places }).toEqual({ user: device.user, ...stored });
  }
}

function talk({ devices, speaker, group }: Stage, perSecond: number): Schedule {
  let next = 0;
  const schedule = new Schedule((dueMs) => {
    speaker.send(devices[next % devices.length] as Device, group, text, dueMs);
    next += 1;
  });
  schedule.run(perSecond);
  return schedule;
}

async function caughtUp({ devices, speaker, load, group }: Stage): Promise<void> {
  await speaker.settled();
  await until(() => devices.every(({ isReady, isUpToDate }) => isReady && isUpToDate), {
    what: 'all to be back',
    timeoutMs: 10_000,
  });
  const acked = () => load.books.conversations.get(group)?.acked ?? 0;
  await until(() => load.fleet.entries >= acked() * devices.length, { what: 'all messages' });
}

for (const policy of ['read', 'write'] as const) {
  test(
    `a killed server costs no message and doubles none: a group in ${policy} mode`,
    () =>
      withSeed(async (random) => {
        const on = await stage(random, policy);
        const { devices, load, room } = on;
        await Promise.all(devices.map((device) => population?.enter(device, room)));
        const talking = talk(on, 100);
        await until(() => load.fleet.entries > 60, { what: 'some talk' });
        await server.kill();
        await until(() => load.count('losses') === devices.length, { what: 'all to be lost' });
        await server.restart();
        await until(() => devices.every(({ isReady }) => isReady), { what: 'all to be back' });
        const before = load.fleet.entries;
        await until(() => load.fleet.entries > before + 60, { what: 'more talk' });
        talking.stop();
        await caughtUp(on);
        expectAllSeen(on);
        expect([load.count('connects'), load.count('reconnects')]).toEqual([6, 6]);
        expect(devices.every((device) => device.seatIn(room)?.isInside)).toBe(true);
        expect([load.fleet.online, load.fleet.inRooms]).toEqual([6, 6]);
      }),
    20_000,
  );
}

test('what was missed while the load had the devices away is taken in, and not timed as late', () =>
  withSeed(async (random) => {
    const on = await stage(random, 'read');
    const { devices, load, speaker, group } = on;
    const [stays, ...others] = devices;
    for (const device of others) device.terminate();
    for (let i = 0; i < 50; i += 1) speaker.send(stays as Device, group, text, Date.now() - 60_000);
    await speaker.settled();
    await Promise.all(others.map((device) => device.reconnect()));
    await caughtUp(on);
    expectAllSeen(on);
    expect(load.meter.take().timers.entries).toBeUndefined();
    expect(load.count('losses')).toBe(0);
  }));

test('a group that is made, and one that is left, while devices are online', () =>
  withSeed(async (random) => {
    const on = await stage(random, 'read');
    const { users, devices, speaker, load } = on;
    const group = `group:new${runs}`;
    await api.post('/v1/groups', { group, policy: 'read', members: users });
    const path = `/v1/groups/${encodeURIComponent(group)}/members`;
    for (let i = 0; i < 5; i += 1) speaker.send(devices[0] as Device, group, text, Date.now());
    await speaker.settled();
    const there = { ...on, group };
    await caughtUp(there);
    expectAllSeen(there);
    const [leaves, ...stay] = devices as [Device, ...Device[]];
    await leaves.request({ cmd: 'group.leave', group });
    await until(() => leaves.order?.left === 1, { what: 'the leaving to be heard of' });
    for (let i = 0; i < 5; i += 1) speaker.send(stay[0] as Device, group, text, Date.now());
    await speaker.settled();
    await until(() => load.fleet.entries >= 5 * 6 + 5 * 5, { what: 'the rest' });
    expectAllSeen(there, stay);
    await api.post(path, { users: [leaves.user] });
    await leaves.reconnect();
    speaker.send(leaves, group, text, Date.now());
    await speaker.settled();
    await until(() => leaves.received === 6, { what: 'its own message' });
    expect(load.fleet.ledger.faults).toEqual([]);
  }));

test(
  'the mode of a group changes under talk, online and while devices are away',
  () =>
    withSeed(async (random) => {
      const on = await stage(random, 'write');
      const { devices, group, load } = on;
      const path = `/v1/groups/${encodeURIComponent(group)}`;
      const [away, ...stay] = devices as [Device, ...Device[]];
      const talking = talk({ ...on, devices: stay }, 150);
      for (const policy of ['read', 'write', 'read', 'write', 'read', 'write'] as const) {
        const before = load.fleet.entries;
        if (random.next() < 0.5) away.terminate();
        await api.patch(path, { policy });
        await until(() => load.fleet.entries > before + 40, { what: `talk in ${policy} mode` });
        if (!away.isOpen && random.next() < 0.5) await away.reconnect();
      }
      talking.stop();
      await on.speaker.settled();
      if (!away.isOpen) await away.reconnect();
      await caughtUp(on);
      expectAllSeen(on);
    }),
  20_000,
);
