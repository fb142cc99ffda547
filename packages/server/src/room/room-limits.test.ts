import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { ServiceError } from '../service-error.ts';
import { codeOf } from './test/code-of.ts';
import { RoomWorld, roomId, type WorldOptions } from './test/room-world.ts';
import type { WorldDevice } from './test/world-device.ts';

const [show, other] = [roomId('show'), roomId('other')];

function limited(limits: WorldOptions['limits'], run: (world: RoomWorld) => Promise<void>) {
  return withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes: ['n1', 'n2'], limits: limits ?? {} });
    await run(world);
    await world.close();
    expect(world.reported).toEqual([]);
  });
}

/** Says things until one is refused; gives how many were not, and with what the other was. */
async function untilRefused(say: () => Promise<unknown>) {
  for (let taken = 0; taken < 1000; taken += 1) {
    try {
      await say();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      return { taken, code: error.code, hasRetry: (error.retryAfterMs ?? 0) > 0 };
    }
  }
  throw new Error('nothing was refused');
}

test('open rooms of an app', () =>
  limited({ roomsPerApp: 2 }, async (world) => {
    const device = await world.device('ann');
    for (const name of ['a', 'b']) await world.during(device.enter(roomId(name)));
    expect(await codeOf(world.during(device.enter(roomId('c'))))).toBe('limit_exceeded');
    // A room that is let go makes space.
    device.leave(roomId('a'));
    await world.clock.advance(2 * world.limits.roomCrowdMs);
    expect(await codeOf(world.during(device.enter(roomId('c'))))).toBe('ok');
  }));

test('devices of a room, over all nodes; who comes back has kept its place', () =>
  limited({ roomDevices: 3 }, async (world) => {
    const devices = await world.crowd(3, show, ['n1', 'n2']);
    await world.clock.advance(2000);
    for (const name of ['n1', 'n2']) {
      const late = await world.device('late', name, name);
      expect(await codeOf(world.during(late.enter(show)))).toBe('room_full');
    }
    const [first] = devices as [WorldDevice];
    first.cut();
    await world.clock.advance(1000);
    expect(await codeOf(world.during(first.connect(world.node('n1'))))).toBe('ok');
    expect(first.room(show).isIn).toBe(true);
    expect(await codeOf(world.during(first.enter(show)))).toBe('ok');
    first.leave(show);
    const [next] = world.devices.slice(-2) as [WorldDevice];
    expect(await codeOf(world.during(next.enter(show)))).toBe('ok');
  }));

test('devices of a room that is set to fewer', () =>
  limited({}, async (world) => {
    const { state } = await world.open(show);
    await world.during(state.changeSettings((before) => ({ ...before, deviceLimit: 2 })));
    await world.crowd(2, show);
    const late = await world.device('late');
    expect(await codeOf(world.during(late.enter(show)))).toBe('room_full');
  }));

test('rooms of a device; hopping goes on', () =>
  limited({ roomsPerDevice: 2 }, async (world) => {
    const device = await world.device('ann');
    for (const name of ['a', 'b']) await world.during(device.enter(roomId(name)));
    expect(await codeOf(world.during(device.enter(roomId('c'))))).toBe('limit_exceeded');
    expect(await codeOf(world.during(device.enter(roomId('c'), roomId('a'))))).toBe('ok');
    expect(await codeOf(world.during(device.enter(roomId('d'))))).toBe('limit_exceeded');
    device.leave(roomId('b'));
    expect(await codeOf(world.during(device.enter(roomId('d'))))).toBe('ok');
  }));

test('messages of a user in a room, which leaves others and other rooms alone', () =>
  limited({ roomUserPerSecond: 2, roomUserBurst: 4 }, async (world) => {
    const [one, two] = (await world.crowd(2, show)) as [WorldDevice, WorldDevice];
    await world.during(one.enter(other));
    const refused = { taken: 4, code: 'rate_limited', hasRetry: true } as const;
    expect(await untilRefused(() => one.say(show))).toEqual(refused);
    expect(await untilRefused(() => two.say(show))).toEqual(refused);
    expect(await untilRefused(() => one.say(other))).toEqual(refused);
    await world.clock.advance(1000);
    expect(await untilRefused(() => one.say(show))).toEqual({ ...refused, taken: 2 });
  }));

test('messages of a room, and of a room that is set to fewer', () =>
  limited(
    { roomUserPerSecond: 100, roomUserBurst: 100, roomPerSecond: 10, roomBurst: 10 },
    async (world) => {
      const [one, two] = (await world.crowd(2, show)) as [WorldDevice, WorldDevice];
      await world.during(one.enter(other));
      for (let i = 0; i < 10; i += 1) await (i % 2 === 0 ? one : two).say(show);
      for (const device of [one, two]) expect(await codeOf(device.say(show))).toBe('rate_limited');
      expect(await codeOf(one.say(other))).toBe('ok');
      const { state } = await world.open(other);
      await world.during(state.changeSettings((before) => ({ ...before, perSecond: 3 })));
      await world.clock.advance(5000);
      const { code, taken } = await untilRefused(() => one.say(other));
      expect(code).toBe('rate_limited');
      expect(taken).toBeLessThan(10);
    },
  ));

test('messages of all rooms of an app', () =>
  limited(
    { roomUserPerSecond: 100, roomUserBurst: 100, roomAppPerSecond: 6, roomAppBurst: 6 },
    async (world) => {
      const [one] = (await world.crowd(1, show)) as [WorldDevice];
      await world.during(one.enter(other));
      for (const id of [show, other]) for (let i = 0; i < 3; i += 1) await one.say(id);
      for (const id of [show, other]) expect(await codeOf(one.say(id))).toBe('rate_limited');
    },
  ));

test('reliable messages cost what sends cost', () =>
  limited({ sendsPerSecond: 2, sendsBurst: 3 }, async (world) => {
    const [host] = (await world.crowd(1, show)) as [WorldDevice];
    const room = await world.open(show);
    const { desk } = world.node().services;
    await world.during(desk.setRole(room, host.identity.user, 'host'));
    const said = await untilRefused(() => world.during(host.say(show, { class: 'reliable' })));
    expect(said).toEqual({ taken: 3, code: 'rate_limited', hasRetry: true });
  }));

test('counters of a room', () =>
  limited({ roomCounters: 2 }, async (world) => {
    const [device] = (await world.crowd(1, show)) as [WorldDevice];
    device.tap(show, { a: 1, b: 1 });
    expect(await codeOf((async () => device.tap(show, { c: 1 }))())).toBe('limit_exceeded');
    expect(await codeOf((async () => device.tap(show, { a: 1 }))())).toBe('ok');
  }));
