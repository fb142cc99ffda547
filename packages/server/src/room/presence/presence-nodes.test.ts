import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import type { Bus, BusMessage } from '../../bus/bus.ts';
import { MemoryBus } from '../../bus/bus-memory.ts';
import type { QueueKey } from '../../keys.ts';
import { limits } from '../../limits.ts';
import { codeOf, presenceFixture, roomKey } from './test/presence-fixture.ts';
import { TestConnection } from './test/test-connection.ts';

const [a, b] = [roomKey('a'), roomKey('b')];
const subject = 'shop/user:alice' as QueueKey;

/** A bus of which the test may lose messages. */
class LossyBus extends MemoryBus {
  losing = false;
  readonly sent: BusMessage[] = [];

  override publish(to: string, message: BusMessage): void {
    this.sent.push(message);
    if (!this.losing) super.publish(to, message);
  }
}

/** Two nodes whose fan-outs follow Alice: she has a connection to each. */
function twoNodes(names: [string, string] = ['n1', 'n2']) {
  const clock = new FakeClock();
  const bus = new LossyBus();
  const [one, two] = names.map((node) => {
    const made = presenceFixture({ node, clock, bus });
    follow(bus, made.presence);
    return made;
  });
  if (one === undefined || two === undefined) throw new Error('two nodes');
  return { clock, bus, one, two };
}

function follow(bus: Bus, presence: ReturnType<typeof presenceFixture>['presence']) {
  return bus.subscribe(subject, (message) => {
    if (message.type === 'device') presence.deviceMessage(subject, message);
  });
}

test('a device that acts on another node is let go at once, and its old connection is told', () => {
  const { one, two } = twoNodes();
  const [old, fresh] = [new TestConnection('alice'), new TestConnection('alice')];
  one.presence.enter(old, a, 1);
  one.presence.enter(old, b, 2);
  two.presence.enter(fresh, a, 3);
  expect(one.news().slice(2)).toEqual(['left a alice/phone', 'left b alice/phone']);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([0, 1]);
  expect(old.notified.map((frame) => JSON.parse(frame))).toEqual([
    { push: 'room.state', room: 'room:a', state: 'elsewhere' },
    { push: 'room.state', room: 'room:b', state: 'elsewhere' },
  ]);
  expect(fresh.notified).toEqual([]);
  // Late actions on the old connection are outdated in every room.
  expect(codeOf(() => one.presence.enter(old, roomKey('c'), 2))).toBe('stale');
  expect(codeOf(() => one.presence.enter(old, a, 3))).toBe('stale');
});

test('only rooms that the connection was in are told to it, and empty hands are counted as such', async () => {
  const { one, two } = twoNodes();
  const [first, second] = [new TestConnection('alice'), new TestConnection('alice')];
  one.presence.enter(first, a, 1);
  one.presence.closed(first);
  one.presence.enter(second, b, 2);
  two.presence.enter(new TestConnection('alice'), a, 3);
  expect(second.notified.map((frame) => JSON.parse(frame).room)).toEqual(['room:b']);
  expect([one.presence.devices, one.presence.memberships]).toEqual([0, 0]);
  one.presence.enter(new TestConnection('alice', 'tablet'), a, 1);
  const third = new TestConnection('alice');
  one.presence.enter(third, a, 4);
  one.presence.leave(third, a, 5);
  two.presence.enter(new TestConnection('alice'), a, 6);
  expect([one.presence.devices, one.presence.memberships]).toEqual([1, 1]);
});

test('devices are told apart', () => {
  const { one, two } = twoNodes();
  one.presence.enter(new TestConnection('alice', 'phone'), a, 1);
  two.presence.enter(new TestConnection('alice', 'tablet'), a, 3);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([1, 1]);
});

test('a device that lost its connection is heard of although nobody follows its user', async () => {
  const clock = new FakeClock();
  const bus = new MemoryBus();
  const one = presenceFixture({ node: 'n1', clock, bus });
  const two = presenceFixture({ node: 'n2', clock, bus });
  const [phone, tablet] = [new TestConnection('alice'), new TestConnection('alice', 'tablet')];
  one.presence.enter(phone, a, 1);
  one.presence.enter(tablet, a, 1);
  one.presence.closed(phone);
  one.presence.closed(tablet);
  expect(one.presence.remembered).toEqual({ devices: 2, users: 1 });
  two.presence.enter(new TestConnection('alice'), a, 2);
  expect(one.presence.memberships).toBe(1);
  expect(bus.subscriptions).toBe(1);
  one.presence.enter(new TestConnection('alice', 'tablet'), a, 2);
  expect(bus.subscriptions).toBe(0);
});

test('the first action over a connection is told twice, later ones not at all', async () => {
  const { one, bus, clock } = twoNodes();
  const alice = new TestConnection('alice');
  one.presence.enter(alice, a, 1);
  one.presence.enter(alice, b, 2, a);
  one.presence.leave(alice, b, 3);
  expect(bus.sent).toEqual([{ type: 'device', node: 'n1', device: 'phone', gen: 1 } as BusMessage]);
  await clock.advance(limits.roomMoveRepeatMs);
  expect(bus.sent.slice(1)).toMatchObject([{ node: 'n1', gen: 3 }]);
  await clock.advance(60_000);
  expect(bus.sent).toHaveLength(2);
});

test('a device that moved away is not told of again', async () => {
  const { one, two, bus, clock } = twoNodes();
  one.presence.enter(new TestConnection('alice'), a, 1);
  two.presence.enter(new TestConnection('alice'), a, 2);
  await clock.advance(60_000);
  expect(bus.sent.map((message) => 'node' in message && message.node)).toEqual(['n1', 'n2', 'n2']);
});

test('a lost message is made good by the second telling', async () => {
  const { one, two, bus, clock } = twoNodes();
  one.presence.enter(new TestConnection('alice'), a, 1);
  await clock.advance(5000);
  bus.losing = true;
  two.presence.enter(new TestConnection('alice'), a, 2);
  bus.losing = false;
  expect([one.presence.memberships, two.presence.memberships]).toEqual([1, 1]);
  await clock.advance(limits.roomMoveRepeatMs);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([0, 1]);
});

test('whoever has the newer action answers, and the answer is not answered', () => {
  const { one, two, bus } = twoNodes();
  bus.losing = true;
  const late = new TestConnection('alice');
  one.presence.enter(new TestConnection('alice'), a, 9);
  bus.losing = false;
  bus.sent.length = 0;
  two.presence.enter(late, b, 4);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([1, 0]);
  expect(late.notified).toHaveLength(1);
  expect(bus.sent).toHaveLength(2);
});

test('a device that left its rooms with the newest action answers too', () => {
  const { one, two, bus } = twoNodes();
  const alice = new TestConnection('alice');
  bus.losing = true;
  one.presence.enter(alice, a, 1);
  one.presence.leave(alice, a, 8);
  bus.losing = false;
  two.presence.enter(new TestConnection('alice'), a, 4);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([0, 0]);
});

test('a device that closed its connection after leaving is remembered for a while, and answered for', async () => {
  const { one, two, clock } = twoNodes();
  const alice = new TestConnection('alice');
  one.presence.enter(alice, a, 7);
  one.presence.leave(alice, a, 8);
  one.presence.closed(alice);
  await clock.advance(limits.roomGraceMs - 1);
  // An enter that a half-open connection to the other node brings after all.
  two.presence.enter(new TestConnection('alice'), a, 4);
  expect(two.presence.memberships).toBe(0);
  await clock.advance(1);
  expect(one.presence.remembered).toEqual({ devices: 0, users: 0 });
});

test('an answer that is lost is told again', async () => {
  const { one, two, bus, clock } = twoNodes();
  one.presence.enter(new TestConnection('alice'), a, 9);
  await clock.advance(5000);
  const publish = bus.publish.bind(bus);
  // Of the two messages that follow the second one is lost, and then the repeated first one.
  let count = 0;
  bus.publish = (to, message) => {
    count += 1;
    if (count === 1 || count > 3) publish(to, message);
  };
  two.presence.enter(new TestConnection('alice'), b, 4);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([1, 1]);
  await clock.advance(limits.roomMoveRepeatMs);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([1, 0]);
});

test('of equal generations the greater node name wins, whoever hears first', () => {
  for (const names of [
    ['n1', 'n2'],
    ['n2', 'n1'],
  ] satisfies [string, string][]) {
    const { one, two, bus } = twoNodes(names);
    one.presence.enter(new TestConnection('alice'), a, 5);
    two.presence.enter(new TestConnection('alice'), a, 5);
    const [first, second] = names[0] === 'n2' ? [1, 0] : [0, 1];
    expect([one.presence.memberships, two.presence.memberships]).toEqual([first, second]);
    expect(bus.sent.length).toBeLessThanOrEqual(3);
  }
});

test('messages that come late or twice harm nobody, and a node that has let go does not answer', () => {
  const { one, two, bus } = twoNodes();
  const old = new TestConnection('alice');
  one.presence.enter(old, a, 1);
  const [first] = bus.sent;
  two.presence.enter(new TestConnection('alice'), a, 2);
  bus.sent.length = 0;
  if (first !== undefined) bus.publish(subject, first);
  // Only the node that has the device answers.
  expect(bus.sent.slice(1)).toMatchObject([{ node: 'n2', gen: 2 }]);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([0, 1]);
  // The device turns back over the connection that it left: it is told as new.
  one.presence.enter(old, a, 7);
  expect([one.presence.memberships, two.presence.memberships]).toEqual([1, 0]);
});

test('nodes that never heard of the device ignore it', () => {
  const { one } = twoNodes();
  one.presence.deviceMessage(subject, {
    type: 'device',
    node: 'x',
    device: 'phone' as never,
    gen: 3,
  });
  expect(one.presence.remembered.devices).toBe(0);
});
