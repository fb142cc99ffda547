import { expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { ServiceError } from '../service-error.ts';
import { RoomWorld, roomId } from './test/room-world.ts';
import { checkPresence } from './test/show-checks.ts';
import type { WorldDevice } from './test/world-device.ts';

const rooms = ['a', 'b', 'c'].map(roomId);
const nodes = ['n1', 'n2', 'n3'];
/** Counts are right so long after the last change, where the bus loses nothing. */
const rightMs = 2000;

/** Hops, leaves, cuts and moves from node to node. */
async function wander(world: RoomWorld, random: SeededRandom, device: WorldDevice): Promise<void> {
  const room = random.pick(rooms);
  const dice = random.int(10);
  if (!device.isConnected || dice < 2) {
    // The old node notices at once, or hears of it from the new one.
    device.cut(random.chance(0.5));
    await device.connect(world.node(random.pick(nodes)));
  } else if (dice < 4) {
    device.leave(room);
  } else {
    const leave = rooms.find((id) => id !== room && device.room(id).isWanted);
    await device.enter(room, random.chance(0.5) ? leave : undefined);
  }
}

function expectNothingNegative(world: RoomWorld): void {
  for (const { services } of world.nodes.values()) {
    for (const { crowd } of services.rooms.all()) {
      const { devices, users } = crowd.total();
      expect(Math.min(devices, users)).toBeGreaterThanOrEqual(0);
      expect(users).toBeLessThanOrEqual(devices);
    }
  }
}

async function roam(random: SeededRandom, steps: number): Promise<RoomWorld> {
  const world = await RoomWorld.open(random, { nodes, bus: { mostDelayMs: 200 } });
  // The rooms are open on all nodes: one that opens a room learns of the others within a second.
  for (const id of rooms) await world.crowd(nodes.length, id, nodes);
  const residents = world.devices.length;
  for (let i = 0; i < 10; i += 1) {
    await world.device(`u${i >> 1}`, random.pick(nodes), i % 2 === 0 ? 'phone' : 'tablet');
  }
  for (let i = 0; i < steps; i += 1) {
    await world.clock.advance(random.int(400));
    const moved = wander(world, random, random.pick(world.devices.slice(residents))).catch(
      (error: unknown) => {
        if (!(error instanceof ServiceError) || error.code !== 'stale') throw error;
      },
    );
    await world.during(moved);
    expectNothingNegative(world);
  }
  return world;
}

const seeds = Math.ceil(30 * testScale());

test(`${seeds} seeds: what enter answers and the crowds tell is where devices are`, async () => {
  for (let seed = 0; seed < seeds; seed += 1) {
    await withSeed(async (random) => {
      const world = await roam(random, 60);
      await world.clock.advance(rightMs);
      const online = rooms.map(
        (id) => world.devices.filter((device) => device.room(id).isIn).length,
      );
      for (const [i, id] of rooms.entries()) {
        for (const name of nodes) {
          const witness = await world.device(`witness.${name}`, name, id.slice(5));
          const answer = await world.during(witness.enter(id));
          expect({ name, id, devices: answer?.online.devices }).toEqual({
            ...{ name, id },
            devices: (online[i] ?? 0) + 1,
          });
          witness.leave(id);
          await world.clock.advance(rightMs);
        }
      }
      checkPresence({ world, rooms });
      await world.close();
      expect(world.reported).toEqual([]);
    });
  }
});

test('a device that flickers is counted on, and one that stays away is not after the grace', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes });
    const [a] = rooms as [(typeof rooms)[0]];
    const [one, two] = (await world.crowd(2, a, nodes)) as [WorldDevice, WorldDevice];
    await world.clock.advance(rightMs);
    const { crowd } = await world.open(a);
    one.cut();
    await world.clock.advance(world.limits.roomGraceMs / 2);
    expect(crowd.total().devices).toBe(2);
    await world.during(one.connect(world.node('n1')));
    await world.clock.advance(world.limits.roomGraceMs * 2);
    expect(crowd.total().devices).toBe(2);
    expect(world.node('n1').services.counts).toMatchObject({ entered: 1, returned: 1, left: 0 });
    two.cut();
    await world.clock.advance(world.limits.roomGraceMs + rightMs);
    expect(crowd.total().devices).toBe(1);
    await world.close();
  }));

test('a node that opens a room knows within a second how many are in on others', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes });
    for (let round = 0; round < 8; round += 1) {
      const id = roomId(`${round}`);
      await world.crowd(3, id);
      // What is told over and over comes at any time.
      await world.clock.advance(3000 + round * 230);
      await world.crowd(1, id, ['n2']);
      await world.clock.advance(2 * world.limits.roomCrowdMs + 100);
      expect((await world.open(id, 'n2')).crowd.total().devices).toBe(4);
      expect((await world.open(id, 'n1')).crowd.total().devices).toBe(4);
    }
    await world.close();
  }));

test('the devices of a node that stops are not counted on, wherever they go', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes });
    const [a] = rooms as [(typeof rooms)[0]];
    const devices = await world.crowd(6, a, nodes);
    await world.clock.advance(rightMs);
    await world.stop('n2');
    const homeless = devices.filter(({ isConnected }) => !isConnected);
    expect(homeless).toHaveLength(2);
    for (const device of homeless) await world.during(device.connect(world.node('n1')));
    await world.clock.advance(rightMs);
    checkPresence({ world, rooms: [a] });
    expect((await world.open(a, 'n3')).crowd.total().devices).toBe(6);
    await world.close();
  }));

test('who comes in is told to all, with names and how many more', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes });
    const [a] = rooms as [(typeof rooms)[0]];
    const [witness] = (await world.crowd(1, a)) as [WorldDevice];
    await world.clock.advance(rightMs);
    const before = witness.room(a).joined;
    await world.crowd(20, a, nodes);
    await world.clock.advance(rightMs);
    expect(witness.room(a).joined - before).toBe(20);
    await world.close();
  }));
