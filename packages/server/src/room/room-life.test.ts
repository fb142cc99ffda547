import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { backendActor } from '../conversation/actor.ts';
import { conversationKey } from '../keys.ts';
import { codeOf } from './test/code-of.ts';
import { RoomWorld, roomId, type WorldOptions } from './test/room-world.ts';
import { app, type WorldDevice } from './test/world-device.ts';

const show = roomId('show');
const key = conversationKey(app, show);

function live(run: (world: RoomWorld) => Promise<void>, options: WorldOptions = {}) {
  return withSeed(async (random) => {
    const world = await RoomWorld.open(random, options);
    await run(world);
    await world.close();
  });
}

/** A room in which a little of everything has happened, and that everybody has left. */
async function past(world: RoomWorld): Promise<void> {
  const devices = await world.crowd(5, show);
  const room = await world.open(show);
  await world.announce(show, 'one');
  await world.announce(show, 'two');
  const { desk } = world.node().services;
  await world.during(desk.set(room, backendActor(app), { item: 'lamp' }));
  for (const device of devices) device.tap(show, { likes: 3 });
  await world.clock.advance(5000);
  for (const device of devices) device.leave(show);
}

/** What a newcomer is told of it. */
async function expectPast(world: RoomWorld): Promise<void> {
  const device = await world.device('late');
  const answer = await world.during(device.enter(show));
  expect(answer).toMatchObject({
    ...{ head: 3, peak: 5, counters: { likes: 15 }, online: { devices: 1, users: 1 } },
    attributes: { item: { value: 'lamp', version: 1 } },
  });
  // A sketch of six is exact, or off by one.
  expect(Math.abs((answer?.visitors ?? 0) - 6)).toBeLessThanOrEqual(1);
  const bodies = device.room(show).entries.map(({ entry }) => ('body' in entry ? entry.body : 0));
  expect(bodies).toEqual([{ text: 'one' }, { text: 'two' }, 0]);
}

test('an idle room is let go, and comes back as it was', () =>
  live(async (world) => {
    await past(world);
    const { rooms, counts } = world.node().services;
    await world.clock.advance(world.limits.roomIdleMs - 1000);
    expect(rooms.size).toBe(1);
    await world.clock.advance(2000);
    expect(rooms.size).toBe(0);
    expect(counts).toMatchObject({ opened: 1, released: 1 });
    await expectPast(world);
    expect(counts).toMatchObject({ opened: 2, released: 1 });
  }));

test('so it does after a restart of the node', () =>
  live(async (world) => {
    await past(world);
    await world.stop('n1');
    await world.start('n1');
    await expectPast(world);
  }));

test('whoever comes while a room is being let go waits for that, and finds all of it', () =>
  live(
    async (world) => {
      world.storeFaults.mostDelayMs = 0;
      await past(world);
      // What must be stored comes up in the last moment.
      await world.clock.advance(world.limits.roomIdleMs - 400);
      const { rooms, counts } = world.node().services;
      const room = rooms.peek(key);
      if (room === undefined) throw new Error('the room is open yet');
      world.storeFaults.mostDelayMs = 200;
      while (rooms.peek(key) !== undefined) await world.clock.advance(1);
      await expectPast(world);
      expect(counts).toMatchObject({ opened: 2, released: 1 });
      expect(rooms.peek(key)).not.toBe(room);
    },
    { store: { mostDelayMs: 200 } },
  ));

test('all who need a room that is being opened get the same one', () =>
  live(
    async (world) => {
      const { rooms, counts } = world.node().services;
      const opened = await world.during(Promise.all([1, 2, 3].map(() => rooms.open(key))));
      expect(new Set(opened).size).toBe(1);
      expect(counts.opened).toBe(1);
    },
    { store: { mostDelayMs: 50 } },
  ));

test('what is committed while a room is being opened is in it when it stands', () =>
  live(
    async (world) => {
      for (let round = 0; round < 20; round += 1) {
        const id = roomId(`${round}`);
        await world.open(id, 'n2');
        world.storeFaults.mostDelayMs = 200;
        const opening = world.node('n1').services.rooms.open(conversationKey(app, id));
        let isOpen = false;
        void opening.then(() => {
          isOpen = true;
        });
        const sent: Promise<unknown>[] = [];
        while (!isOpen) {
          sent.push(world.say(id, 'card', 'n2'));
          await world.clock.advance(3);
        }
        world.storeFaults.mostDelayMs = 0;
        const [at] = await world.store.heads([conversationKey(app, id)]);
        const late = await world.device(`late${round}`);
        expect(await world.during(late.enter(id))).toMatchObject({ head: at?.head ?? 0 });
        await world.during(Promise.all(sent));
        late.leave(id);
      }
    },
    { nodes: ['n1', 'n2'] },
  ));

test('a room that nobody made and in which nothing happened leaves nothing behind', () =>
  live(async (world) => {
    const device = await world.device('wanderer');
    for (let i = 0; i < 20; i += 1) {
      await world.during(device.enter(roomId(`${i}`), i > 0 ? roomId(`${i - 1}`) : undefined));
    }
    device.leave(roomId('19'));
    const commits = world.store.stats().commits;
    await world.clock.advance(2 * world.limits.roomCrowdMs);
    expect(world.node().services.rooms.size).toBe(0);
    expect(world.store.stats().commits).toBe(commits);
  }));

test('a store that is away lets nobody in, and the next try works', () =>
  live(
    async (world) => {
      const device = await world.device('early');
      world.storeFaults.refusal = 1;
      for (let i = 0; i < 5; i += 1) {
        expect(await codeOf(world.during(device.enter(show)))).toBe('unavailable');
      }
      world.storeFaults.refusal = 0;
      expect(await codeOf(world.during(device.enter(show)))).toBe('ok');
      // The failures took no room's place.
      expect(await codeOf(world.during(device.enter(roomId('other'))))).toBe('limit_exceeded');
    },
    { limits: { roomsPerApp: 1 } },
  ));

test('a room is not let go before the store has what must last of it', () =>
  live(async (world) => {
    const [device] = (await world.crowd(1, show)) as [WorldDevice];
    await world.announce(show, 'one');
    await world.clock.advance(5000);
    world.storeFaults.refusal = 1;
    const others: WorldDevice[] = [];
    for (let i = 0; i < 3; i += 1) {
      const other = await world.device(`other${i}`);
      await world.during(other.enter(show));
      others.push(other);
    }
    for (const one of [device, ...others]) one.leave(show);
    await world.clock.advance(2 * world.limits.roomIdleMs);
    const { rooms } = world.node().services;
    expect(rooms.size).toBe(1);
    world.storeFaults.refusal = 0;
    await world.clock.advance(world.limits.roomCommitMs + 1000);
    expect(rooms.size).toBe(0);
    const late = await world.device('late');
    expect(await world.during(late.enter(show))).toMatchObject({ peak: 4 });
  }));

test('while the store is away chat goes on, and reliable messages are refused', () =>
  live(async (world) => {
    const [one, two] = (await world.crowd(2, show)) as [WorldDevice, WorldDevice];
    world.storeFaults.refusal = 1;
    await one.say(show);
    await world.clock.advance(1000);
    expect(two.room(show).chat).toHaveLength(1);
    expect(await codeOf(world.announce(show, 'card'))).toBe('unavailable');
    world.storeFaults.refusal = 0;
    expect(await codeOf(world.announce(show, 'card'))).toBe('ok');
    await world.clock.advance(100);
    expect(two.room(show).entries).toHaveLength(1);
  }));

test('where rooms are made by the backend, others are not found, however often one asks', () =>
  live(
    async (world) => {
      const device = await world.device('eager');
      for (let i = 0; i < 3; i += 1) {
        expect(await codeOf(world.during(device.enter(show)))).toBe('not_found');
      }
      const { rooms } = world.node().services;
      expect(rooms.size).toBe(0);
      const room = await world.during(rooms.open(key, { make: true }));
      expect(await codeOf(world.during(device.enter(show)))).toBe('not_found');
      await world.during(room.state.changeSettings((before) => ({ ...before, name: 'Show' })));
      expect(await codeOf(world.during(device.enter(show)))).toBe('ok');
      expect(rooms.peek(key)).toBe(room);
    },
    { onDemand: false, store: { mostDelayMs: 10 } },
  ));

test('a node that stops takes nobody in any more, also not who was on the way', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { store: { mostDelayMs: 50 } });
    const [inside] = (await world.crowd(1, show)) as [WorldDevice];
    const [one, two] = [await world.device('one'), await world.device('two')];
    const node = world.node();
    // One room is open, the other is being opened when the stop begins.
    const opening = codeOf(two.enter(roomId('other')));
    const closed = node.services.close();
    const late = codeOf(one.enter(show));
    expect(await world.during(late)).toBe('draining');
    expect(['draining', 'ok']).toContain(await world.during(opening));
    await world.during(closed);
    for (const { line } of [inside, one, two]) if (line) node.closed(line);
    await world.clock.advance(1);
    world.expectNothingLeft(node);
  }));
