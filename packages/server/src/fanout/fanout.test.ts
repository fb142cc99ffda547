import { expect, test } from 'bun:test';
import type { DeviceId } from '@eagre/protocol';
import { userQueueKey } from '../keys.ts';
import { FakeReceiver, fanoutFixture, keyOf } from './test/fanout-fixture.ts';

const a = keyOf('a');
const b = keyOf('b');
const aliceKey = userQueueKey('shop' as never, 'alice' as never);

test('interest at the bus begins with the first receiver and ends with the last', () => {
  const { bus, fanout } = fanoutFixture();
  const one = new FakeReceiver();
  const two = new FakeReceiver();
  fanout.subscribe(one, a, 'normal');
  fanout.subscribe(two, a, 'low');
  fanout.subscribe(one, b, 'normal');
  fanout.subscribe(one, b, 'normal');
  expect([bus.subscriptions, fanout.topics, fanout.subscriptions]).toEqual([2, 2, 3]);
  fanout.unsubscribe(one, a);
  fanout.unsubscribe(one, a);
  expect(fanout.receiversOf(a)).toBe(1);
  fanout.unsubscribeAll(one);
  fanout.unsubscribeAll(one);
  fanout.unsubscribeAll(two);
  expect([bus.subscriptions, fanout.topics, fanout.subscriptions, fanout.receivers]).toEqual([
    0, 0, 0, 0,
  ]);
});

test('entries reach those who follow the queue, with one frame for all', () => {
  const { fanout, settle, publish, receivers } = fanoutFixture();
  const [first, second] = receivers(2, a);
  const muted = new FakeReceiver();
  const other = new FakeReceiver();
  fanout.subscribe(muted, a, 'low');
  fanout.subscribe(other, b, 'normal');
  publish(a, 2);
  settle();
  expect(first?.frames).toEqual([
    '{"push":"entries","queue":"group:a","epoch":1,"first":1,"items":[{"n":1},{"n":2}]}',
  ]);
  expect(second?.log).toEqual(['group:a 1-2']);
  expect([muted.log, muted.lanes]).toEqual([['group:a 1-2'], ['low']]);
  expect(other.log).toEqual([]);
  expect(fanout.headOf(a)).toEqual({ epoch: 1, head: 2 });
  expect(fanout.headOf(b)).toBeUndefined();
  expect(fanout.counters.lanes.normal).toMatchObject({ frames: 2, flushes: 1, merged: 1 });
});

test('what arrives before the turn shares a frame; limits cut it', () => {
  const { settle, publish, receivers } = fanoutFixture({ frameEntries: 3, frameChars: 1000 });
  const [receiver] = receivers(1, a);
  publish(a, 2);
  publish(a, 3);
  publish(a, 1, () => JSON.stringify('x'.repeat(2000)));
  publish(a, 1);
  settle();
  expect(receiver?.log).toEqual(['group:a 1-3', 'group:a 4-5', 'group:a 6-6', 'group:a 7-7']);
});

test('a hole or another epoch on the bus is not papered over', () => {
  const { bus, settle, receivers } = fanoutFixture();
  const [receiver] = receivers(1, a);
  const pass = (epoch: number, first: number) =>
    bus.publish(a, { type: 'entries', entries: { queue: a, epoch, first, entries: ['{}'] } });
  pass(1, 1);
  pass(1, 3);
  pass(2, 1);
  settle();
  expect(receiver?.log).toEqual(['group:a 1-1', 'group:a 3-3', 'group:a 1-1']);
});

test('a quiet topic is served at once, a hot one at most once in its spacing', async () => {
  const { clock, fanout, settle, publish, receivers } = fanoutFixture({
    mergeMaxMs: 50,
    mergeReceiversPerMs: 2,
  });
  const [receiver] = receivers(40, a);
  publish(a);
  settle();
  expect(receiver?.log).toEqual(['group:a 1-1']);
  for (let ms = 0; ms < 40; ms += 1) {
    publish(a);
    settle();
    await clock.advance(1);
    settle();
  }
  expect(receiver?.log).toEqual(['group:a 1-1', 'group:a 2-21', 'group:a 22-41']);
  expect(fanout.busy).toBe(0);
  await clock.advance(100);
  publish(a);
  settle();
  expect(receiver?.log.at(-1)).toBe('group:a 42-42');
});

test('the spacing never passes its limit, and small topics have none', async () => {
  const { clock, settle, publish, receivers } = fanoutFixture({ mergeMaxMs: 50 });
  const [large] = receivers(2000, a);
  const [small] = receivers(10, b);
  for (let round = 0; round < 3; round += 1) {
    publish(a);
    publish(b);
    settle();
  }
  expect([large?.log.length, small?.log.length]).toEqual([1, 3]);
  await clock.advance(50);
  settle();
  expect(large?.log.length).toBe(2);
});

test('when too much waits, receivers are told the head instead', () => {
  const { fanout, settle, publish, receivers } = fanoutFixture({ topicPendingChars: 100 });
  const [receiver] = receivers(1, a);
  publish(a, 5);
  publish(a, 20);
  publish(a, 5);
  settle();
  publish(a);
  settle();
  expect(receiver?.log).toEqual(['group:a head 30', 'group:a 31-31']);
  expect(fanout.counters.lanes.normal.overflows).toBe(1);
});

test('ephemeral frames go to all but the device excepted, and are bounded', () => {
  const { bus, fanout, settle, receivers } = fanoutFixture({ topicPendingEphemerals: 2 });
  const all = receivers(3, a);
  for (const frame of ['1', '2', '3']) {
    bus.publish(a, { type: 'ephemeral', frame, exceptDevice: 'u1/phone' });
  }
  settle();
  expect(all.map(({ ephemerals }) => ephemerals)).toEqual([['2', '3'], [], ['2', '3']]);
  expect(fanout.counters.lanes.normal.ephemeralsDropped).toBe(1);
});

test('a kick on a user queue is handed on', () => {
  const kicks: unknown[] = [];
  const { bus, fanout } = fanoutFixture({}, { kick: (...kick) => kicks.push(kick) });
  fanout.subscribe(new FakeReceiver(), aliceKey, 'normal');
  const message = { type: 'kick', device: 'phone', reason: 'lost' } as const;
  bus.publish(aliceKey, message);
  expect(kicks).toEqual([[aliceKey, message]]);
});

test('what devices do elsewhere is handed on', () => {
  const heard: unknown[] = [];
  const { bus, fanout } = fanoutFixture({}, { device: (...told) => heard.push(told) });
  fanout.subscribe(new FakeReceiver(), aliceKey, 'normal');
  const message = { type: 'device', node: 'n2', device: 'phone' as DeviceId, gen: 3 } as const;
  bus.publish(aliceKey, message);
  expect(heard).toEqual([[aliceKey, message]]);
});

test('what the nodes of a room tell each other is nothing for its topic', () => {
  const { bus, fanout, settle, receivers } = fanoutFixture();
  const [receiver] = receivers(1, a);
  const node = 'n2';
  bus.publish(a, { type: 'crowd', node, devices: 1, users: 1 });
  bus.publish(a, { type: 'changed', node, document: 'roles', version: 2 });
  bus.publish(a, { type: 'room', node, chat: [], joined: [], joinedMore: 0 });
  settle();
  expect([receiver?.frames, receiver?.ephemerals, fanout.busy]).toEqual([[], [], 0]);
});

test('inspect sees control entries of user queues as they arrive, before what follows', () => {
  const inspected: string[] = [];
  const stamp = '"conversation":"group:a","epoch":1,"syncId":4';
  const control = (type: string) => `{${stamp},"type":"${type}","at":1}`;
  const { fanout, settle, publish } = fanoutFixture(
    {},
    {
      inspect: (key, { entries }) => {
        inspected.push(`${key} ${entries.length}`);
        fanout.subscribe(receiver, a, 'normal');
      },
    },
  );
  const receiver = new FakeReceiver();
  fanout.subscribe(receiver, aliceKey, 'normal');
  publish(aliceKey, 1, () => `{${stamp},"type":"copy","entry":{"type":"joined"}}`);
  publish(aliceKey, 1, () => `{${stamp},"type":"personal","entry":{}}`);
  publish(a);
  expect(inspected).toEqual([]);
  for (const type of ['joined', 'left', 'mode', 'settings']) {
    publish(aliceKey, 1, () => control(type));
    publish(a);
  }
  expect(inspected).toHaveLength(4);
  settle();
  expect(receiver.log).toEqual(['user:alice 1-6', 'group:a 2-5']);
});

test('a receiver that throws is reported and costs the others nothing', () => {
  const { settle, publish, receivers, reported } = fanoutFixture();
  const [first, broken, last] = receivers(3, a);
  if (broken !== undefined) {
    broken.onEntries = () => {
      throw new Error('broken');
    };
  }
  publish(a);
  settle();
  publish(a);
  settle();
  expect([first?.log.length, last?.log.length, reported.length]).toEqual([2, 2, 2]);
});
