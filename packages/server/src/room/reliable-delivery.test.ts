import { expect, test } from 'bun:test';
import { wireLimits } from '@eagre/protocol';
import { withSeed } from '@eagre/testkit';
import { RoomWorld, roomId, type WorldOptions } from './test/room-world.ts';
import type { WorldDevice } from './test/world-device.ts';

const show = roomId('show');

/** Texts of the messages that a device was handed, in order. */
function texts(device: WorldDevice): string[] {
  return device
    .room(show)
    .entries.map(({ entry }) =>
      entry.type === 'message' ? String(entry.body['text']) : entry.type,
    );
}

async function opened(run: (world: RoomWorld) => Promise<void>, options: WorldOptions = {}) {
  await withSeed(async (random) => {
    const world = await RoomWorld.open(random, options);
    await run(world);
    await world.close();
    expect(world.reported).toEqual([]);
  });
}

test('a reliable message goes to all devices in the room, once', () =>
  opened(async (world) => {
    const devices = await world.crowd(5, show);
    await world.announce(show, 'one');
    await world.announce(show, 'two');
    await world.clock.advance(1000);
    for (const device of devices) expect(texts(device)).toEqual(['one', 'two']);
    expect(world.audience()).toMatchObject({
      refusedReliable: 0,
      retried: 0,
      carried: 0,
      pulled: 0,
    });
  }));

test('who comes later is told what was said last, and nothing of it twice', () =>
  opened(async (world) => {
    await world.crowd(2, show);
    for (const text of ['one', 'two', 'three']) await world.announce(show, text);
    const late = await world.device('late');
    const answer = await world.during(late.enter(show));
    expect(answer).toMatchObject({ head: 3, from: 0 });
    await world.announce(show, 'four');
    await world.clock.advance(2000);
    expect(texts(late)).toEqual(['one', 'two', 'three', 'four']);
    const carried = late.room(show).frames.flatMap(({ push }) => push.entries ?? []);
    expect(carried).toHaveLength(1);
    expect(world.audience()).toMatchObject({ retried: 0, carried: 0, pulled: 0 });
  }));

test('a device that refuses a message gets it by a retry when the room is quiet', () =>
  opened(async (world) => {
    const [device, other] = await world.crowd(2, show);
    await world.clock.advance(2000);
    if (device?.line === undefined || other === undefined) throw new Error('two devices');
    device.line.refusing = 1;
    await world.announce(show, 'card');
    await world.clock.advance(20);
    expect([texts(device), texts(other)]).toEqual([[], ['card']]);
    await world.clock.advance(world.limits.roomRetryMs + 20);
    expect(texts(device)).toEqual(['card']);
    expect(world.audience()).toMatchObject({ retried: 1, carried: 0, pulled: 0 });
    expect(device.room(show).log.pulls).toBe(0);
  }));

test('… by the next flush when there is one, with all that it missed', () =>
  opened(async (world) => {
    const [device, other] = await world.crowd(2, show);
    await world.clock.advance(2000);
    if (device?.line === undefined || other === undefined) throw new Error('two devices');
    device.line.refusing = 2;
    await world.announce(show, 'one');
    await world.clock.advance(20);
    await world.announce(show, 'two');
    await world.clock.advance(20);
    expect(texts(device)).toEqual([]);
    await other.say(show);
    await world.clock.advance(20);
    expect(texts(device)).toEqual(['one', 'two']);
    expect(world.audience()).toMatchObject({ retried: 0, carried: 1, pulled: 0 });
    expect(device.room(show).log.pulls).toBe(0);
  }));

test('… and by a pull when it refused three times', () =>
  opened(async (world) => {
    const [device, other] = await world.crowd(2, show);
    await world.clock.advance(2000);
    if (device?.line === undefined || other === undefined) throw new Error('two devices');
    device.line.jam();
    await world.announce(show, 'one');
    await world.announce(show, 'two');
    await world.clock.advance(20);
    const { roomRetries, roomRetryMs } = world.limits;
    await world.clock.advance(roomRetries * (roomRetryMs + 20));
    expect(world.audience()).toMatchObject({ retried: 0, carried: 0, pulled: 1 });
    expect(texts(device)).toEqual([]);
    device.line.drain();
    await world.clock.advance(20);
    expect(texts(device)).toEqual(['one', 'two']);
    expect(device.room(show).log.pulls).toBe(1);
    await world.announce(show, 'three');
    await world.clock.advance(20);
    expect(texts(device)).toEqual(['one', 'two', 'three']);
  }));

test('an entry that the bus lost last is found by the next check, and told to all', () =>
  opened(
    async (world) => {
      const devices = await world.crowd(3, show, ['n1', 'n2']);
      await world.announce(show, 'one');
      await world.clock.advance(1000);
      world.busFaults.loss = 1;
      await world.announce(show, 'two');
      world.busFaults.loss = 0;
      await world.clock.advance(world.limits.roomCheckMs + world.limits.roomCrowdMs + 100);
      for (const device of devices) expect(texts(device)).toEqual(['one', 'two']);
    },
    { nodes: ['n1', 'n2'] },
  ));

test('a hole in what the bus brought is filled by one read for all devices', () =>
  opened(
    async (world) => {
      const devices = await world.crowd(6, show, ['n1', 'n2']);
      await world.announce(show, 'one');
      await world.clock.advance(1000);
      world.busFaults.loss = 1;
      await world.announce(show, 'two');
      await world.clock.advance(100);
      world.busFaults.loss = 0;
      const reads = world.store.stats().rangesRead;
      await world.announce(show, 'three');
      await world.clock.advance(500);
      for (const device of devices) expect(texts(device)).toEqual(['one', 'two', 'three']);
      // One on each node, and no pull of a device.
      expect(world.store.stats().rangesRead - reads).toBe(2);
    },
    { nodes: ['n1', 'n2'] },
  ));

test('a device that knows more than the node it comes to is told of no gap', () =>
  opened(
    async (world) => {
      const [device] = (await world.crowd(2, show, ['n1', 'n2'])) as [WorldDevice];
      await world.announce(show, 'one');
      await world.clock.advance(1000);
      // From now on the other node hears nothing.
      world.busFaults.loss = 1;
      const room = await world.open(show);
      await world.announce(show, 'two');
      const [{ epoch } = { epoch: 0 }] = await world.store.heads([room.key]);
      await world.during(room.feed.reach({ epoch, syncId: 2 }));
      await world.clock.advance(100);
      expect(texts(device)).toEqual(['one', 'two']);
      device.cut();
      await world.during(device.connect(world.node('n2')));
      world.busFaults.loss = 0;
      await world.announce(show, 'three');
      await world.clock.advance(100);
      expect(texts(device)).toEqual(['one', 'two', 'three']);
      expect(device.room(show).answers.at(-1)).toMatchObject({ head: 2, from: 2 });
    },
    { nodes: ['n1', 'n2'] },
  ));

test('a device that returns after more than memory holds pulls the rest, in order', () =>
  opened(
    async (world) => {
      const [device] = (await world.crowd(2, show)) as [WorldDevice];
      device.cut();
      const sent = Array.from({ length: 60 }, (_, i) => `${i}`);
      for (const text of sent) await world.announce(show, text);
      await world.clock.advance(1000);
      await world.during(device.connect(world.node()));
      expect(device.room(show).answers.at(-1)).toMatchObject({ from: 0, truncated: true });
      await world.clock.advance(1000);
      expect(texts(device)).toEqual(sent);
    },
    { limits: { roomLogEntries: 20 } },
  ));

test('an answer to an enter holds what an answer may hold, and the device pulls the rest', () =>
  opened(async (world) => {
    const [device] = (await world.crowd(1, show)) as [WorldDevice];
    device.cut();
    const sent = Array.from({ length: 60 }, (_, i) => `${i} ${'x'.repeat(7900)}`);
    for (const text of sent) {
      await world.announce(show, text);
      await world.clock.advance(100);
    }
    await world.during(device.connect(world.node()));
    const answer = device.room(show).answers.at(-1);
    expect(answer?.truncated).toBe(true);
    expect(JSON.stringify(answer).length).toBeLessThan(wireLimits.answerBytesDefault + 4096);
    await world.clock.advance(1000);
    expect(texts(device)).toEqual(sent);
  }));
