import { expect, test } from 'bun:test';
import type { AppId, DeviceId, UserId } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { ClusterHub } from '../bus/test/cluster-hub.ts';
import { Registry } from '../gateway/registry.ts';
import { userKey } from '../keys.ts';
import { limits } from '../limits.ts';
import { ClusterDesk } from './cluster-desk.ts';

const app = 'shop' as AppId;
const ann = 'ann' as UserId;

function desk(clock: FakeClock, node: string, hub: ClusterHub | undefined) {
  const registry = new Registry(16);
  const closed: string[] = [];
  const closeWith = (name: string) => void closed.push(name);
  const line = hub?.at(node);
  const connect = (user: UserId, device: string) => {
    const identity = { app, user, device: device as DeviceId };
    const connection = { identity, openedAtMs: clock.monotonicMs(), closeWith };
    registry.add(connection as never, identity as never);
    made.entered(identity);
  };
  const gateway = { registry, connections: 3, draining: false };
  const made = new ClusterDesk({
    ...{ node, clock, limits, gateway, version: '1.2.3', rooms: { size: 2 } },
    bus: line,
    report: () => {},
  });
  // As the fan-out hands on what comes for a user with a device here.
  line?.subscribe('shop/user:ann', (message) => {
    if (message.type === 'kick') made.kick(userKey(app, ann), message);
  });
  return { desk: made, connect, closed, line };
}

test('devices of a user are found wherever they are connected', async () => {
  const clock = new FakeClock();
  const hub = new ClusterHub();
  const [a, b, c] = ['a', 'b', 'c'].map((node) => desk(clock, node, hub)) as [
    ReturnType<typeof desk>,
    ReturnType<typeof desk>,
    ReturnType<typeof desk>,
  ];
  a.connect(ann, 'phone');
  await clock.advance(250);
  b.connect(ann, 'tablet');
  b.connect('bob' as UserId, 'phone');
  const found = await c.desk.devicesOf(app, ann);
  expect(found).toEqual([
    { device: 'phone' as DeviceId, connectedAt: clock.now() - 250 },
    { device: 'tablet' as DeviceId, connectedAt: clock.now() },
  ]);
  expect(await a.desk.devicesOf('other' as AppId, ann)).toEqual([]);
});

test('nodes tell each other what they carry; one of them is the first', () => {
  const clock = new FakeClock();
  const hub = new ClusterHub();
  const [b, a] = [desk(clock, 'b', hub), desk(clock, 'a', hub)];
  const figures = { version: '1.2.3', connections: 3, rooms: 2, draining: false };
  expect(b.desk.nodes()).toEqual([
    { node: 'a', startedAt: clock.now(), ...figures },
    { node: 'b', startedAt: clock.now(), ...figures },
  ]);
  expect([a.desk.isFirst(), b.desk.isFirst()]).toEqual([true, false]);
  a.desk.close();
  expect(b.desk.isFirst()).toBe(true);
  b.desk.close();
  expect(clock.pendingTimers).toBe(0);
});

test('a node without others knows itself', async () => {
  const clock = new FakeClock();
  const alone = desk(clock, 'main', undefined);
  alone.connect(ann, 'phone');
  expect(await alone.desk.devicesOf(app, ann)).toHaveLength(1);
  expect(alone.desk.nodes()).toMatchObject([{ node: 'main', connections: 3 }]);
  expect(alone.desk.isFirst()).toBe(true);
  alone.desk.close();
  expect(clock.pendingTimers).toBe(0);
});

test('a device that turns up elsewhere loses its older connection, and only that', async () => {
  const clock = new FakeClock();
  const hub = new ClusterHub();
  const [a, b] = [desk(clock, 'a', hub), desk(clock, 'b', hub)];
  a.connect(ann, 'phone');
  a.connect(ann, 'tablet');
  await clock.advance(limits.replacedAgeMs + 1);
  b.connect(ann, 'phone');
  expect([a.closed, b.closed]).toEqual([['replaced'], []]);
  // Too close to be told apart.
  await clock.advance(limits.replacedAgeMs - 1);
  a.connect(ann, 'phone');
  expect(b.closed).toEqual([]);
});

test('a kick goes to the named device, or to all, on every node', async () => {
  const clock = new FakeClock();
  const hub = new ClusterHub();
  const [a, b] = [desk(clock, 'a', hub), desk(clock, 'b', hub)];
  a.connect(ann, 'phone');
  b.connect(ann, 'tablet');
  b.line?.publish('shop/user:ann', { type: 'kick', device: 'phone', reason: 'api' });
  expect([a.closed, b.closed]).toEqual([['kicked'], []]);
  b.line?.publish('shop/user:ann', { type: 'kick', reason: 'api' });
  expect([a.closed, b.closed]).toEqual([['kicked', 'kicked'], ['kicked']]);
});
