import { expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { RoomWorld, roomId } from './test/room-world.ts';
import type { WorldDevice } from './test/world-device.ts';

const show = roomId('show');
const names = ['likes', 'votes', 'hearts'];
const nodes = ['n1', 'n2'];

/** Counts what the server has acknowledged. */
class Tally {
  readonly sums: Record<string, number> = {};
  readonly #random: SeededRandom;

  constructor(random: SeededRandom) {
    this.#random = random;
  }

  /** A tap, of which the answer may be lost: then it is told again until one comes. */
  async tap(world: RoomWorld, device: WorldDevice): Promise<void> {
    const counts = { [this.#random.pick(names)]: 1 + this.#random.int(20) };
    const home = device.line?.node.name ?? '';
    const seq = device.tap(show, counts);
    for (const [name, sum] of Object.entries(counts)) {
      this.sums[name] = (this.sums[name] ?? 0) + sum;
    }
    while (this.#random.chance(0.4)) {
      if (this.#random.chance(0.5)) await this.#disturb(world, device, home);
      device.tap(show, counts, seq);
    }
  }

  /** The connection breaks, or the whole node stops and starts, before the answer is there. */
  async #disturb(world: RoomWorld, device: WorldDevice, home: string): Promise<void> {
    if (this.#random.chance(0.3)) await restart(world, home);
    else device.cut(this.#random.chance(0.5));
    await world.clock.advance(this.#random.int(3000));
    if (!device.isConnected) await world.during(device.connect(world.node(home)));
  }
}

/** A clean stop; those who were connected come back to the same node. */
async function restart(world: RoomWorld, name: string): Promise<void> {
  const devices = world.devices.filter(({ line }) => line?.node.name === name);
  await world.stop(name);
  const node = await world.start(name);
  for (const device of devices) await world.during(device.connect(node));
}

const seeds = Math.ceil(40 * testScale());

test(`${seeds} seeds: the store has just the taps that were acknowledged, after clean stops`, async () => {
  for (let seed = 0; seed < seeds; seed += 1) {
    await withSeed(async (random) => {
      const faults = { mostDelayMs: 20, refusal: 0.1, lostAnswer: 0.1 };
      const world = await RoomWorld.open(random, {
        ...{ nodes, bus: { mostDelayMs: 50, loss: 0.1 } },
      });
      const devices = await world.crowd(6, show, nodes);
      const tally = new Tally(random.fork());
      Object.assign(world.storeFaults, { ...faults, refusal: 0 });
      for (let i = 0; i < 40; i += 1) {
        await tally.tap(world, random.pick(devices));
        await world.clock.advance(random.int(500));
      }
      await world.close();
      expect(await world.sums(show)).toEqual(tally.sums);
    });
  }
});

test('a store that refuses for a while gets every tap later, once', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes });
    const devices = await world.crowd(4, show, nodes);
    Object.assign(world.storeFaults, { refusal: 0.5, lostAnswer: 0.4 });
    let likes = 0;
    for (let i = 0; i < 100; i += 1) {
      random.pick(devices).tap(show, { likes: 3 });
      likes += 3;
      await world.clock.advance(200);
    }
    world.heal();
    await world.clock.advance(2 * world.limits.roomCommitMs);
    expect(await world.sums(show)).toEqual({ likes });
    await world.close();
  }));

test('taps are in the store soon, and a crash costs those of the last moment only', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes });
    const devices = await world.crowd(4, show, nodes);
    const taps: { atMs: number; node: string; sum: number }[] = [];
    for (let i = 0; i < 60; i += 1) {
      const device = random.pick(devices);
      const sum = 1 + random.int(5);
      device.tap(show, { likes: sum });
      const node = device.line?.node.name ?? '';
      taps.push({ atMs: world.clock.monotonicMs(), node, sum });
      await world.clock.advance(random.int(250));
    }
    const crashMs = world.clock.monotonicMs();
    world.crash('n1');
    const sumOf = (kept: typeof taps) => kept.reduce((all, { sum }) => all + sum, 0);
    const { roomCommitMs } = world.limits;
    const mayMiss = taps.filter(({ node, atMs }) => node === 'n1' && atMs > crashMs - roomCommitMs);
    await world.clock.advance(roomCommitMs + 100);
    const { likes = 0 } = await world.sums(show);
    expect(likes).toBeGreaterThanOrEqual(sumOf(taps) - sumOf(mayMiss));
    expect(likes).toBeLessThanOrEqual(sumOf(taps));
    // … and nothing at all of the node that went on.
    const missing = sumOf(taps) - likes;
    expect(missing).toBeLessThanOrEqual(sumOf(mayMiss));
    await world.close();
    expect(await world.sums(show)).toEqual({ likes });
  }));

test('everybody is told the totals of all nodes', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes });
    const devices = await world.crowd(4, show, nodes);
    for (let i = 0; i < 50; i += 1) random.pick(devices).tap(show, { likes: 2 });
    await world.clock.advance(3 * world.limits.roomStatsMs);
    for (const device of devices) expect(device.room(show).counters.get('likes')).toBe(100);
    await world.close();
  }));

test('a device that missed the last totals gets them with the next round of all figures', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random);
    const [device, other] = (await world.crowd(2, show)) as [WorldDevice, WorldDevice];
    // Past the first round of all figures, after which only changes are told.
    other.tap(show, { likes: 1 });
    await world.clock.advance(2000);
    device.line?.jam();
    other.tap(show, { likes: 1 });
    await world.clock.advance(2000);
    device.line?.drain();
    expect(other.room(show).counters.get('likes')).toBe(2);
    expect(device.room(show).counters.get('likes')).toBe(1);
    await world.clock.advance(world.limits.roomRefreshMs + world.limits.roomStatsMs);
    expect(device.room(show).counters.get('likes')).toBe(2);
    await world.close();
  }));
