import { afterEach, expect, test } from 'bun:test';
import { SeededRandom, until, withSeed } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import type { Load } from '../../engine/load.ts';
import { Meter } from '../../engine/meter.ts';
import type { Population } from '../../engine/population.ts';
import { Floor, type Viewer } from './night-floor.ts';
import { NightLosses } from './night-losses.ts';
import { NightMoves } from './night-moves.ts';
import type { Part } from './phases.ts';

/** A device whose server knows where it is; connections break by chance. */
class FakeDevice {
  isReady = true;
  readonly user: string;
  readonly inside = new Set<string>();
  readonly #breaks: () => boolean;

  constructor(user: string, breaks: () => boolean) {
    this.user = user;
    this.#breaks = breaks;
  }

  async enter(room: string, leave?: string): Promise<void> {
    await Promise.resolve();
    if (this.#breaks()) {
      this.isReady = false;
      setTimeout(() => {
        this.isReady = true;
      }, 1);
      throw new Error('the connection is lost');
    }
    this.inside.add(room);
    if (leave !== undefined) this.inside.delete(leave);
  }

  terminate(): void {
    this.isReady = false;
  }

  async reconnect(): Promise<void> {
    this.isReady = true;
  }
}

const running: Part[] = [];
afterEach(() => {
  for (const part of running.splice(0)) part.stop();
});

function stage(random: SeededRandom, breaks: () => boolean = () => false) {
  const devices = Array.from({ length: 30 }, (_device, i) => new FakeDevice(`u${i}`, breaks));
  const rooms = [0, 1, 2].map((at) => ({
    room: `room:r${at}`,
    size: 'huge' as const,
    viewers: devices.flatMap((_device, i) => (i % 3 === at ? [i] : [])),
    host: at === 0 ? 0 : undefined,
  }));
  const byPlace = new Map(devices.map((device, i) => [i, device as unknown as Device]));
  const floor = new Floor(rooms, byPlace);
  const abort = new AbortController();
  const load = { meter: new Meter(), random, signal: abort.signal } as unknown as Load;
  return { devices, floor, load, abort };
}

/** Every viewer is in the list of its room, once, and there alone is its device. */
function expectRight(floor: Floor): void {
  const listed = floor.rooms.flatMap(({ devices }) => devices);
  expect(new Set(listed).size).toBe(listed.length);
  expect(listed.length).toBe(floor.viewers.length);
  for (const { device, at, isMoving } of floor.viewers) {
    expect(isMoving).toBe(false);
    expect(at.devices).toContain(device);
    expect([...(device as unknown as FakeDevice).inside]).toEqual([at.room]);
  }
}

async function bringAllIn(floor: Floor, moves: NightMoves): Promise<void> {
  for (const viewer of floor.viewers) moves.bringIn(viewer, 0);
  await moves.settled();
}

test('viewers come into their rooms and go from show to show, over lost connections', () =>
  withSeed(async (random) => {
    const { floor, load } = stage(random, () => random.chance(0.1));
    const moves = new NightMoves(load, floor, 2000);
    running.push(moves);
    const firsts = floor.rooms.flatMap(
      (room) => floor.viewers.find(({ at }) => at === room)?.device ?? [],
    );
    await bringAllIn(floor, moves);
    expectRight(floor);
    expect(floor.rooms.map((room) => room.devices.length)).toEqual([10, 10, 10]);
    moves.start();
    await until(() => floor.rooms.some((room) => room.devices.length < 6));
    moves.stop();
    await moves.settled();
    expectRight(floor);
    expect(moves.failures).toEqual([]);
    const { enters = 0, leaves = 0 } = load.meter.take().counters;
    expect(leaves).toBeGreaterThan(0);
    expect(enters).toBe(30 + leaves);
    // The first of each room stays.
    const staying = floor.viewers.filter(({ stays }) => stays);
    expect(staying.map(({ at }) => at.room)).toEqual(['room:r0', 'room:r1', 'room:r2']);
    expect(staying.map(({ device }) => device)).toEqual(firsts);
  }));

test('a refusal is told, and who was refused is in no list', async () => {
  const random = new SeededRandom(1);
  const { floor, load, devices } = stage(random);
  (devices[3] as FakeDevice).enter = () => Promise.reject(new Error('room_full'));
  const moves = new NightMoves(load, floor, 1);
  await bringAllIn(floor, moves);
  expect(moves.failures).toEqual(['Error: room_full']);
  expect(floor.rooms.flatMap((room) => room.devices)).toHaveLength(29);
});

test.each([false, true])('who lost its connection is back where it was (run ended: %p)', (ends) =>
  withSeed(async (random) => {
    const { floor, load, abort } = stage(random);
    await bringAllIn(floor, new NightMoves(load, floor, 1));
    const comeBack = (device: Device) =>
      abort.signal.aborted ? Promise.resolve(undefined) : device.reconnect();
    const population = { comeBack } as unknown as Population;
    const losses = new NightLosses(load, population, floor, { perSecond: 500, awaySeconds: 10 });
    running.push(losses);
    losses.start();
    const isAway = ({ device }: Viewer) => !device.isReady;
    await until(() => floor.viewers.filter(isAway).length >= 5);
    expect(floor.rooms.flatMap(({ devices }) => devices).every(({ isReady }) => isReady)).toBe(
      true,
    );
    if (ends) abort.abort();
    losses.stop();
    await losses.settled();
    expect(floor.viewers.some(isAway)).toBe(false);
    expectRight(floor);
  }),
);

test('viewers who come and go all the time are each in one place', () =>
  withSeed(async (random) => {
    const { floor, load } = stage(random);
    await bringAllIn(floor, new NightMoves(load, floor, 1));
    let back = 0;
    const comeBack = (device: Device) => {
      back += 1;
      return device.reconnect();
    };
    const population = { comeBack } as unknown as Population;
    const losses = new NightLosses(load, population, floor, {
      perSecond: 2000,
      awaySeconds: 0.005,
    });
    running.push(losses);
    losses.start();
    await until(() => back >= 100);
    losses.stop();
    await losses.settled();
    expectRight(floor);
  }));
