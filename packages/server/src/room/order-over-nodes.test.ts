import { expect, test } from 'bun:test';
import type { Moderation } from '@eagre/protocol';
import { withSeed } from '@eagre/testkit';
import { backendActor } from '../conversation/actor.ts';
import { codeOf } from './test/code-of.ts';
import { RoomWorld, roomId, type WorldOptions } from './test/room-world.ts';
import { app, type WorldDevice } from './test/world-device.ts';

const show = roomId('show');
const nodes = ['n1', 'n2'];

interface Cast {
  readonly world: RoomWorld;
  /** On the first node. */
  readonly host: WorldDevice;
  /** One on each node, and a second device of the latter on the first node. */
  readonly near: WorldDevice;
  readonly far: WorldDevice;
  readonly tablet: WorldDevice;
  order(action: Moderation, about?: { user?: string; device?: string; ms?: number }): Promise<void>;
}

function play(run: (cast: Cast) => Promise<void>, options: WorldOptions = {}): Promise<void> {
  return withSeed(async (random) => {
    const world = await RoomWorld.open(random, { nodes, bus: { mostDelayMs: 30 }, ...options });
    const host = await world.device('host', 'n1');
    const near = await world.device('near', 'n1');
    const far = await world.device('far', 'n2');
    const tablet = await world.device('far', 'n1', 'tablet');
    for (const device of [host, near, far, tablet]) await world.during(device.enter(show));
    const { desk } = world.node('n1').services;
    const room = await world.open(show);
    await world.during(desk.setRole(room, host.identity.user, 'host'));
    await world.clock.advance(1000);
    const order: Cast['order'] = async (action, about = {}) => {
      await world.during(desk.moderate(room, host.actor, { action, ...about } as never));
      // What is for everybody goes with the figures.
      await world.clock.advance(world.limits.roomStatsMs + 500);
    };
    await run({ world, host, near, far, tablet, order });
    await world.close();
    expect(world.reported).toEqual([]);
  });
}

function statesOf(device: WorldDevice): string[] {
  return device.room(show).states.map(({ state }) => state);
}

test('a mute is told to the user it is for on all nodes, holds on all, and ends', () =>
  play(async ({ world, near, far, tablet, order }) => {
    await order('mute', { user: 'far', ms: 20_000 });
    expect([far, tablet, near].map(statesOf)).toEqual([['muted'], ['muted'], []]);
    const until = far.room(show).states[0]?.until ?? 0;
    expect(until).toBeGreaterThan(world.clock.now() + 18_000);
    for (const device of [far, tablet]) expect(await codeOf(device.say(show))).toBe('muted');
    expect(await codeOf(near.say(show))).toBe('ok');
    far.cut();
    await world.during(far.connect(world.node('n1')));
    expect(far.room(show).answers.at(-1)?.mutedUntil).toBe(until);
    expect(await codeOf(far.say(show))).toBe('muted');
    await world.clock.advance(20_000);
    expect(await codeOf(far.say(show))).toBe('ok');
    await order('mute', { user: 'far', device: 'tablet' });
    expect(await codeOf(tablet.say(show))).toBe('muted');
    expect(await codeOf(far.say(show))).toBe('ok');
    await order('unmute', { user: 'far', device: 'tablet' });
    expect(statesOf(tablet).slice(-2)).toEqual(['muted', 'unmuted']);
    expect(await codeOf(tablet.say(show))).toBe('ok');
  }));

test('a ban puts all devices of the user out, on all nodes, until it is taken back', () =>
  play(async ({ world, near, far, tablet, order }) => {
    await order('ban', { user: 'far' });
    expect([far, tablet, near].map(statesOf)).toEqual([['banned'], ['banned'], []]);
    expect((await world.open(show)).crowd.total()).toEqual({ devices: 2, users: 2 });
    for (const device of [far, tablet]) {
      expect(await codeOf(device.say(show))).toBe('not_member');
      expect(await codeOf(world.during(device.enter(show)))).toBe('banned');
    }
    const frames = far.room(show).frames.length;
    await near.say(show);
    await world.clock.advance(1000);
    expect(far.room(show).frames).toHaveLength(frames);
    await order('unban', { user: 'far' });
    for (const device of [far, tablet])
      expect(await codeOf(world.during(device.enter(show)))).toBe('ok');
  }));

test('slow mode, words and a mute of all hold on all nodes, for all but the staff', () =>
  play(async ({ world, host, near, far, order }) => {
    await order('slow', { ms: 5000 });
    for (const device of [near, far]) {
      expect(device.room(show).states.at(-1)).toMatchObject({ state: 'slow', slowMs: 5000 });
      expect(await codeOf(device.say(show))).toBe('ok');
      expect(await codeOf(device.say(show))).toBe('slow_mode');
    }
    for (let i = 0; i < 3; i += 1) expect(await codeOf(host.say(show))).toBe('ok');
    await order('slow', { ms: 0 });
    const { state } = await world.open(show, 'n2');
    await world.during(state.changeSettings((before) => ({ ...before, words: ['spam'] })));
    await world.clock.advance(100);
    for (const device of [near, far]) {
      expect(await codeOf(device.say(show, { text: 'SPAM!' }))).toBe('word_refused');
      expect(await codeOf(device.say(show, { text: 'fine' }))).toBe('ok');
    }
    await order('mute_all');
    for (const device of [near, far]) {
      expect(statesOf(device).at(-1)).toBe('muted_all');
      expect(await codeOf(device.say(show))).toBe('muted');
    }
    expect(await codeOf(host.say(show))).toBe('ok');
    const late = await world.device('late', 'n2');
    expect(await world.during(late.enter(show))).toMatchObject({ mutedAll: true });
    await order('unmute_all');
    expect(statesOf(far).at(-1)).toBe('unmuted_all');
    expect(await codeOf(far.say(show))).toBe('ok');
  }));

test('only host and staff keep order, set attributes and say reliable things', () =>
  play(async ({ world, near, far }) => {
    const { services } = world.node('n2');
    const room = await world.open(show, 'n2');
    const { desk } = services;
    expect(await codeOf(desk.moderate(room, far.actor, { action: 'mute_all' }))).toBe('forbidden');
    expect(await codeOf(desk.set(room, far.actor, { item: 1 }))).toBe('forbidden');
    for (const device of [near, far]) {
      expect(await codeOf(device.say(show, { class: 'reliable' }))).toBe('forbidden');
    }
  }));

test('what the bus lost of an order is found by the next check', () =>
  play(async ({ world, far, order }) => {
    world.busFaults.loss = 1;
    await order('ban', { user: 'far', device: 'phone' });
    world.busFaults.loss = 0;
    expect(statesOf(far)).toEqual([]);
    await world.clock.advance(world.limits.roomCheckMs);
    expect(statesOf(far)).toEqual(['banned']);
  }));

test('of attribute changes that expect the same version one wins, and all see it', () =>
  play(async ({ world, near, far, tablet }) => {
    for (let round = 0; round < 5; round += 1) {
      const expected = { item: round };
      const tries = nodes.flatMap((name) =>
        [0, 1].map(async (number) => {
          const room = await world.node(name).services.rooms.open(`${app}/${show}` as never);
          const { desk } = world.node(name).services;
          const value = `${name}.${round}.${number}`;
          return codeOf(desk.set(room, backendActor(app), { item: value }, expected));
        }),
      );
      const codes = await world.during(Promise.all(tries));
      expect(codes.toSorted()).toEqual(['ok', ...Array(3).fill('version_mismatch')]);
      await world.clock.advance(500);
      const values = [near, far, tablet].map((device) => device.room(show).attributes.get('item'));
      expect(new Set(values.map((value) => JSON.stringify(value))).size).toBe(1);
      expect(values[0]?.version).toBe(round + 1);
    }
  }));

test('a closed room tells everybody, lets nobody in, and its log ends with that', () =>
  play(async ({ world, host, near, far, tablet }) => {
    const [room, other] = [await world.open(show, 'n1'), await world.open(show, 'n2')];
    const [one, two] = nodes.map((name) => world.node(name).services);
    if (one === undefined || two === undefined) throw new Error('two nodes');
    const backend = backendActor(app);
    // Others go on meanwhile, on both nodes: they come before, or are refused.
    const codes: Promise<string>[] = [];
    for (let i = 0; i < 8; i += 1) {
      codes.push(codeOf(host.say(show, { class: 'reliable' })));
      codes.push(codeOf(two.desk.set(other, backend, { item: i })));
      codes.push(
        codeOf(
          two.speech.say(other, backend, { kind: 'custom:card', body: {}, class: 'reliable' }),
        ),
      );
      if (i === 3) codes.push(codeOf(one.desk.moderate(room, host.actor, { action: 'close' })));
      await world.clock.advance(1);
    }
    const all = await world.during(Promise.all(codes));
    expect(new Set(all)).toEqual(new Set(['ok', 'room_closed']));
    const log = (await world.log(show)).map((text) => JSON.parse(text).type);
    expect(log.indexOf('closed')).toBe(log.length - 1);

    await world.clock.advance(1000);
    for (const device of [near, far, tablet]) {
      expect(device.room(show).entries.at(-1)?.entry.type).toBe('closed');
      expect(await codeOf(device.say(show))).toBe('room_closed');
    }
    for (const name of nodes) {
      const late = await world.device(`late.${name}`, name);
      expect(await codeOf(world.during(late.enter(show)))).toBe('room_closed');
    }
    await world.clock.advance(world.limits.roomGraceMs + 1000);
    for (const device of [host, near, far, tablet]) {
      expect(statesOf(device).at(-1)).toBe('closed');
      expect(device.room(show).isIn).toBe(false);
    }
    for (const name of nodes) {
      expect((await world.open(show, name)).crowd.total().devices).toBe(0);
    }
    expect((await world.log(show)).map((text) => JSON.parse(text).type)).toEqual(log);
  }));

test('a node may stop while a room ends', () =>
  play(async ({ order }) => {
    await order('close');
    // The rest is to be seen when the world ends: nothing is left.
  }));

test('a node that missed the news of the end hears of it from the log', () =>
  play(async ({ world, far, order }) => {
    world.busFaults.loss = 1;
    await order('close');
    world.busFaults.loss = 0;
    await world.clock.advance(world.limits.roomCheckMs + world.limits.roomGraceMs);
    expect(statesOf(far)).toEqual(['closed']);
    expect(await codeOf(world.during(far.enter(show)))).toBe('room_closed');
  }));
