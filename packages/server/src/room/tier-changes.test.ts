import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import type { Tier } from './chat/tiers.ts';
import { BusyShow } from './test/busy-show.ts';
import { RoomWorld, roomId } from './test/room-world.ts';
import { checkChat, checkReliable } from './test/show-checks.ts';
import { app, type WorldDevice } from './test/world-device.ts';

const show = roomId('show');
/** A change is in force by then. */
const changeMs = 2000;

const tiers: readonly Tier[] = [
  { fromDevices: 0, windowMs: 0, flushItems: 0, displayPerSecond: 0 },
  { fromDevices: 6, windowMs: 200, flushItems: 0, displayPerSecond: 0 },
  { fromDevices: 12, windowMs: 500, flushItems: 0, displayPerSecond: 0 },
];

/** People who talk and a host with cards, while the size and the rules of the room change. */
class Talk {
  readonly world: RoomWorld;
  readonly show: BusyShow;
  readonly #speaker: WorldDevice;
  #beats = 0;

  private constructor(world: RoomWorld, speaker: WorldDevice) {
    this.world = world;
    this.show = new BusyShow(world, [show], [...world.nodes.keys()]);
    this.#speaker = speaker;
  }

  static async open(world: RoomWorld): Promise<Talk> {
    const speaker = await world.device('speaker', 'n2');
    await world.during(speaker.enter(show));
    return new Talk(world, speaker);
  }

  /** A message each 20 ms, a card each 900. */
  async go(ms: number): Promise<void> {
    const { said } = this.show;
    for (let passed = 0; passed < ms; passed += 20) {
      this.#beats += 1;
      const id = `m${said.size}`;
      said.set(id, this.#speaker.line);
      await this.#speaker.repeat(show, id);
      if (this.#beats % 45 === 0) await this.world.announce(show, `card ${this.#beats}`, 'n2');
      await this.world.clock.advance(20);
    }
  }

  /** The usual time between two frames with chat at a device, of the next seconds. */
  async spacingMs(device: WorldDevice): Promise<number> {
    const { frames } = device.room(show);
    const from = frames.length;
    await this.go(4000);
    const times = frames.slice(from).flatMap(({ atMs, push }) => (push.chat ? [atMs] : []));
    const gaps = times.slice(1).map((atMs, i) => atMs - (times[i] ?? 0));
    return gaps.toSorted((a, b) => a - b)[gaps.length >> 1] ?? 0;
  }

  async expectWindow(device: WorldDevice, windowMs: number): Promise<void> {
    await this.go(changeMs);
    const spacingMs = await this.spacingMs(device);
    expect(spacingMs).toBeGreaterThanOrEqual(Math.max(20, windowMs));
    expect(spacingMs).toBeLessThanOrEqual(windowMs + 40);
  }
}

function talk(run: (talk: Talk, world: RoomWorld, devices: WorldDevice[]) => Promise<void>) {
  return withSeed(async (random) => {
    // Nothing here is about rates.
    const limits = { roomUserPerSecond: 1000, roomUserBurst: 1000 };
    const options = { nodes: ['n1', 'n2'], tiers, bus: { mostDelayMs: 10 }, limits };
    const world = await RoomWorld.open(random, options);
    // Beside the speaker: between nodes a message may wait for the windows of both.
    const devices = await world.crowd(3, show, ['n2', 'n1']);
    const made = await Talk.open(world);
    await run(made, world, devices);
    await world.clock.advance(changeMs);
    expect(await checkReliable(made.show)).toBeGreaterThan(0);
    expect(checkChat(made.show)).toBeGreaterThan(0);
    for (const device of devices) expect(chatOf(device)).toBe(made.show.said.size);
    await world.close();
    expect(world.reported).toEqual([]);
  });
}

function chatOf(device: WorldDevice): number {
  return device.room(show).chat.length;
}

test('the online count of all nodes moves the window, up and down, and nothing is lost', () =>
  talk(async (made, world, devices) => {
    const [witness] = devices as [WorldDevice];
    await made.expectWindow(witness, 0);
    const some = await world.crowd(4, show, ['n1', 'n2']);
    await made.expectWindow(witness, 200);
    const more = await world.crowd(8, show, ['n2', 'n1']);
    await made.expectWindow(witness, 500);
    for (const device of more) device.leave(show);
    await made.expectWindow(witness, 200);
    for (const device of some) device.leave(show);
    await made.expectWindow(witness, 0);
  }));

test('so does an override of the room that another node sets, and its end', () =>
  talk(async (made, world, devices) => {
    const [witness] = devices as [WorldDevice];
    const { state } = await world.open(show, 'n2');
    await made.expectWindow(witness, 0);
    await world.during(state.changeSettings((before) => ({ ...before, tier: { windowMs: 300 } })));
    await made.expectWindow(witness, 300);
    await world.during(state.changeSettings(({ tier, ...before }) => before));
    await made.expectWindow(witness, 0);
  }));

test('so do tiers that are set for the app while it runs, on all nodes', () =>
  talk(async (made, world, devices) => {
    const [witness] = devices as [WorldDevice];
    const slower = tiers.map((tier) => ({ ...tier, windowMs: 400 }));
    await world.during(world.node('n2').services.tiers.set(app, slower));
    await world.clock.advance(100);
    expect(world.node('n1').services.tiers.of(app)).toEqual(slower);
    await made.expectWindow(witness, 400);
  }));

test('tiers of which the bus lost the news are found by the next check', () =>
  withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes: ['n1', 'n2'], tiers });
    await world.crowd(2, show, ['n1', 'n2']);
    const slower = tiers.map((tier) => ({ ...tier, windowMs: 400 }));
    world.busFaults.loss = 1;
    await world.during(world.node('n2').services.tiers.set(app, slower));
    world.busFaults.loss = 0;
    await world.clock.advance(100);
    expect((await world.open(show, 'n1')).tier.windowMs).toBe(0);
    await world.clock.advance(world.limits.roomCheckMs + 100);
    expect((await world.open(show, 'n1')).tier.windowMs).toBe(400);
    await world.close();
  }));
