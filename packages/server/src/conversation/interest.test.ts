import { expect, test } from 'bun:test';
import type { Priority, QueueId } from '@eagre/protocol';
import { type QueueKey, userKey } from '../keys.ts';
import { limits } from '../limits.ts';
import type { Membership } from '../timeline/records.ts';
import { Interest } from './interest.ts';
import { app, backend, by, group, makeGroup, newStation, text, user } from './test/station.ts';

class FakeDevice {
  readonly heads: [QueueId, number][] = [];
  tellHead(queue: QueueId, _epoch: number, head: number): void {
    this.heads.push([queue, head]);
  }
}

function setUp() {
  const station = newStation();
  const follows = new Map<FakeDevice, Map<QueueKey, Priority>>();
  const devices: FakeDevice[] = [];
  const store = { isAway: false, asked: () => {} };
  const interest = new Interest<FakeDevice>({
    fanout: {
      subscribe: (device, key, lane) => void follows.get(device)?.set(key, lane),
      unsubscribe: (device, key) => void follows.get(device)?.delete(key),
      setLane: (device, key, lane) => {
        if (follows.get(device)?.has(key)) follows.get(device)?.set(key, lane);
      },
      followedBy: (device) => [...(follows.get(device)?.keys() ?? [])],
    },
    devicesOf: (key) => (key === userKey(app, user('ann')) ? devices : []),
    cache: station.services.cache,
    timeline: {
      memberships: (key) => station.timeline.memberships(key),
      heads: async (queues) => {
        store.asked();
        if (store.isAway) throw new Error('the store is away');
        return station.timeline.heads(queues);
      },
    },
    clock: station.clock,
    limits,
    report: (error) => {
      if (!store.isAway) throw error;
    },
  });
  const newDevice = () => {
    const device = new FakeDevice();
    follows.set(device, new Map());
    devices.push(device);
    return device;
  };
  let told = 0;
  /** Lets ann's new entries pass, as the fan-out does. */
  const pass = async () => {
    const key = 'shop/user:ann' as QueueKey;
    const [range] = await station.timeline.ranges([
      { queue: key, after: told, limit: 1000, bytes: 1e9 },
    ]);
    const { epoch = 1, first = 1, entries = [] } = range ?? {};
    told += entries.length;
    interest.passed(key, { queue: key, epoch, first, entries });
    await station.clock.advance(0);
  };
  const memberships = (): Promise<Membership[]> =>
    station.timeline.memberships(userKey(app, user('ann')));
  const followed = (device: FakeDevice) => Object.fromEntries(follows.get(device) ?? []);
  return { station, interest, newDevice, pass, memberships, followed, store };
}

const own = { 'shop/user:ann': 'high' };

test('a connecting device follows its user queue and the read-mode conversations', async () => {
  const { station, interest, newDevice, memberships, followed } = setUp();
  await makeGroup(station, ['ann'], { policy: 'read', priority: 'critical' }, group('r'));
  await makeGroup(station, ['ann'], { policy: 'read' }, group('m'));
  await makeGroup(station, ['ann'], { policy: 'write' }, group('w'));
  await station.services.settings.setMuted(by('ann'), group('m'), true);
  const device = newDevice();
  interest.enter(app, user('ann'), device);
  expect<object>(followed(device)).toEqual(own);
  interest.follow(app, user('ann'), device, await memberships());
  expect<object>(followed(device)).toEqual({
    ...own,
    'shop/group:r': 'critical',
    'shop/group:m': 'low',
  });
});

test('control entries change what all devices of a user follow, at once', async () => {
  const { station, newDevice, pass, followed } = setUp();
  const [one, two] = [newDevice(), newDevice()];
  const id = await makeGroup(station, ['ann', 'bob'], { policy: 'read', priority: 'high' });
  const { groups, groupMembers, settings, switcher } = station.services;
  const expectBoth = async (expected: object) => {
    await pass();
    expect<object[]>([followed(one), followed(two)]).toEqual([expected, expected]);
  };
  await expectBoth({ 'shop/group:g': 'high' });
  await settings.setMuted(by('ann'), id, true);
  await expectBoth({ 'shop/group:g': 'low' });
  await groups.change(backend, id, { priority: 'critical' });
  await expectBoth({ 'shop/group:g': 'low' });
  await settings.setMuted(by('ann'), id, false);
  await expectBoth({ 'shop/group:g': 'critical' });
  await switcher.switchTo(`shop/${id}` as never, 'write');
  await expectBoth({});
  await settings.setMuted(by('ann'), id, true);
  await switcher.switchTo(`shop/${id}` as never, 'read');
  await expectBoth({ 'shop/group:g': 'low' });
  await groupMembers.leave(by('ann'), id);
  await expectBoth({});
});

test('messages that pass are not decoded and change nothing', async () => {
  const { interest, newDevice, followed } = setUp();
  const device = newDevice();
  const key = 'shop/user:ann' as QueueKey;
  const entries = [
    '{"conversation":"group:g","epoch":1,"syncId":1,"type":"copy","entry":{"type":"joined"}} not JSON',
    '{"conversation":"group:g","epoch":1,"syncId":1,"type":"personal","entry":{"a":"joined"}} no',
  ];
  interest.passed(key, { queue: key, epoch: 1, first: 1, entries });
  expect<object>(followed(device)).toEqual({});
});

test('a list that is older than what passed while it was read does not win', async () => {
  const { station, interest, newDevice, pass, memberships, followed } = setUp();
  const id = await makeGroup(station, ['ann', 'bob'], { policy: 'read' });
  await pass();
  const device = newDevice();
  interest.enter(app, user('ann'), device);
  const stale = await memberships();
  await station.services.groupMembers.leave(by('ann'), id);
  await makeGroup(station, ['ann'], { policy: 'read' }, group('new'));
  await pass();
  interest.follow(app, user('ann'), device, stale);
  expect<object>(followed(device)).toEqual({ ...own, 'shop/group:new': 'normal' });
});

test('what passed right after a switch is found: the head is told a moment later', async () => {
  const { station, newDevice, pass } = setUp();
  const device = newDevice();
  const id = await makeGroup(station, ['ann', 'bob'], { policy: 'write' });
  await station.services.switcher.switchTo(`shop/${id}` as never, 'read');
  await station.services.sender.send(by('bob'), text(id));
  await pass();
  expect(device.heads).toEqual([]);
  await station.clock.advance(limits.followCheckMs);
  expect(device.heads).toEqual([[id as never, 2]]);
});

test('the head is told though the store was away, and what is new does not wait for that', async () => {
  const { station, interest, newDevice, pass, store } = setUp();
  const device = newDevice();
  const enter = async (name: string) => {
    const id = await makeGroup(station, ['ann', 'bob'], { policy: 'read' }, group(name));
    await station.services.sender.send(by('bob'), text(id));
    await pass();
  };
  await enter('one');
  await enter('left');
  await station.services.groupMembers.leave(by('ann'), group('left'));
  await pass();
  store.isAway = true;
  await station.clock.advance(limits.followCheckMs);
  await station.clock.advance(limits.followAgainMs);
  expect(device.heads).toEqual([]);
  store.isAway = false;
  await enter('two');
  await station.clock.advance(limits.followCheckMs);
  expect<object>(Object.fromEntries(device.heads)).toEqual({ 'group:one': 2, 'group:two': 2 });
  interest.close();
  station.services.close();
  expect(station.clock.pendingTimers).toBe(0);
});

test('nothing is checked again after the end', async () => {
  const { station, interest, newDevice, pass, store } = setUp();
  newDevice();
  await makeGroup(station, ['ann'], { policy: 'read' });
  await pass();
  store.isAway = true;
  store.asked = () => interest.close();
  await station.clock.advance(limits.followCheckMs);
  station.services.close();
  expect(station.clock.pendingTimers).toBe(0);
});

test('a quiet joining costs no push, and closing leaves no timer', async () => {
  const { station, interest, newDevice, pass } = setUp();
  const device = newDevice();
  await makeGroup(station, ['ann'], { policy: 'read' }, group('one'));
  await pass();
  await station.clock.advance(limits.followCheckMs);
  expect(device.heads).toEqual([]);
  await makeGroup(station, ['ann'], { policy: 'read' }, group('two'));
  await pass();
  interest.close();
  station.services.close();
  expect(station.clock.pendingTimers).toBe(0);
});
