import { expect, test } from 'bun:test';
import { userQueueKey } from '../keys.ts';
import { FakeReceiver, fanoutFixture, keyOf } from './test/fanout-fixture.ts';

const a = keyOf('a');
const ann = userQueueKey('shop' as never, 'ann' as never);

test('receivers are told a head in order with the entries round it', () => {
  const { bus, fanout, settle, publish, receivers, heads } = fanoutFixture();
  const [first, second] = receivers(2, a);
  const muted = new FakeReceiver();
  fanout.subscribe(muted, a, 'low');
  publish(a, 2);
  settle();
  bus.publish(a, { type: 'head', epoch: 1, head: 9 });
  settle();
  heads.set(a, 9);
  publish(a, 1);
  settle();
  for (const receiver of [first, second, muted]) {
    expect(receiver?.log).toEqual(['group:a 1-2', 'group:a head 9', 'group:a 10-10']);
  }
  expect(fanout.headOf(a)).toEqual({ epoch: 1, head: 10 });
});

test('a head makes up for what waits, and is raised by what comes before it is told', () => {
  const { bus, settle, publish, receivers, heads } = fanoutFixture();
  const [receiver] = receivers(1, a);
  publish(a, 2);
  bus.publish(a, { type: 'head', epoch: 1, head: 9 });
  heads.set(a, 9);
  publish(a, 1);
  settle();
  publish(a, 1);
  settle();
  expect(receiver?.log).toEqual(['group:a head 10', 'group:a 11-11']);
});

test('a head of a user queue is told before it is handed out: control entries may be missing', () => {
  const skipped: string[] = [];
  const receiver = new FakeReceiver();
  const { bus, fanout, settle } = fanoutFixture(
    {},
    { skipped: (key) => skipped.push(`${key} ${receiver.log.length}`) },
  );
  fanout.subscribe(receiver, ann, 'high');
  fanout.subscribe(receiver, a, 'normal');
  bus.publish(a, { type: 'head', epoch: 1, head: 3 });
  bus.publish(ann, { type: 'head', epoch: 1, head: 3 });
  settle();
  expect(skipped).toEqual([`${ann} 0`]);
  expect(fanout.followedBy(receiver)).toEqual([ann, a]);
});
