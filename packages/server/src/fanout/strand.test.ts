import { expect, test } from 'bun:test';
import { limits } from '../limits.ts';
import { noWays } from '../observability/ways.ts';
import { FakeReceiver, fanoutFixture, keyOf } from './test/fanout-fixture.ts';
import { Topic } from './topic.ts';

const a = keyOf('a');

test('receivers that come and go in the middle of a flush: each gets the frame once', () => {
  const { fanout, turn, settle, publish, receivers } = fanoutFixture({ sliceReceivers: 4 });
  const all = receivers(12, a);
  publish(a);
  turn();
  const served = all.filter(({ log }) => log.length === 1);
  const waiting = all.filter(({ log }) => log.length === 0);
  expect([served.length, waiting.length]).toEqual([4, 8]);
  const [goneServed] = served;
  const [goneWaiting] = waiting;
  if (goneServed === undefined || goneWaiting === undefined) throw new Error('no receivers');
  fanout.unsubscribeAll(goneServed);
  fanout.unsubscribeAll(goneWaiting);
  const late = new FakeReceiver();
  fanout.subscribe(late, a, 'normal');
  settle();
  expect(goneWaiting.log).toEqual([]);
  for (const one of [...all, late]) {
    if (one !== goneWaiting) expect(one.log).toEqual(['group:a 1-1']);
  }
  publish(a);
  settle();
  const stayed = [...all, late].filter((one) => one !== goneServed && one !== goneWaiting);
  for (const one of stayed) expect(one.log).toEqual(['group:a 1-1', 'group:a 2-2']);
});

test('who leaves by its own will is handed what arrived before, once', () => {
  const { fanout, turn, settle, publish, receivers } = fanoutFixture({ sliceReceivers: 1 });
  const [served, waiting] = receivers(2, a);
  if (served === undefined || waiting === undefined) throw new Error('no receivers');
  publish(a);
  turn();
  publish(a);
  fanout.unsubscribe(served, a);
  fanout.unsubscribe(waiting, a);
  publish(a);
  settle();
  expect(served.log).toEqual(['group:a 1-1', 'group:a 2-2']);
  expect(waiting.log).toEqual(['group:a 1-1', 'group:a 2-2']);
  expect(fanout.busy).toBe(0);
});

test('a change of lane loses nothing and doubles nothing, whichever lane is ahead', () => {
  const { fanout, turn, settle, publish, receivers } = fanoutFixture({ sliceReceivers: 2 });
  const normal = receivers(2, a, 'normal');
  const low = receivers(5, a, 'low');
  const [toLow] = normal;
  const [, toNormal] = low;
  if (toLow === undefined || toNormal === undefined) throw new Error('no receivers');
  publish(a);
  turn();
  publish(a, 2);
  turn();
  fanout.setLane(toLow, a, 'low');
  fanout.setLane(toNormal, a, 'normal');
  publish(a);
  settle();
  publish(a);
  settle();
  for (const one of [...normal, ...low]) {
    const spans = one.log.map((line) => line.slice('group:a '.length).split('-').map(Number));
    let at = 0;
    for (const [first = 0, last = 0] of spans) {
      expect(first).toBe(at + 1);
      at = last;
    }
    expect(at).toBe(5);
  }
  expect([toLow.lanes.at(-1), toNormal.lanes.at(-1)]).toEqual(['low', 'normal']);
});

test('a strand at rest holds nothing of the frames that it handed out', () => {
  const { fanout } = fanoutFixture();
  const none = () => {};
  const host = { limits, counters: fanout.counters, ways: noWays, moved: none, finished: none };
  const strand = new Topic(a, host).strand('normal');
  strand.add(new FakeReceiver());
  strand.offer({ queue: a, epoch: 1, first: 1, entries: ['{}'] });
  strand.offerEphemeral('typing', undefined);
  while (strand.hasWork) strand.run(1, 0);
  expect(strand.sweeps).toBe(0);
});

test('a receiver that closes itself while it is served leaves nothing and skips nobody', () => {
  const { fanout, settle, publish, receivers } = fanoutFixture();
  const all = receivers(10, a);
  for (const [i, one] of all.entries()) {
    if (i % 2 === 0) one.onEntries = () => fanout.unsubscribeAll(one);
  }
  publish(a);
  settle();
  publish(a);
  settle();
  expect(all.map(({ log }) => log.length)).toEqual([1, 2, 1, 2, 1, 2, 1, 2, 1, 2]);
  for (const one of all) fanout.unsubscribeAll(one);
  expect([fanout.topics, fanout.subscriptions, fanout.receivers]).toEqual([0, 0, 0]);
});

test('a look at a strand in the middle of a flush: who has what', () => {
  const { fanout, turn, settle, publish, receivers } = fanoutFixture({ sliceReceivers: 4 });
  const all = receivers(12, a);
  const look = () => ({
    behind: fanout.topicOf(a)?.strands.map((strand) => strand.behind),
    given: all.flatMap((one) => [...fanout.givenTo(one)].map(([, syncId]) => syncId)),
  });
  publish(a);
  expect(look()).toEqual({ behind: [12], given: all.map(() => 0) });
  turn();
  expect(look()).toEqual({ behind: [8], given: all.map((_, i) => (i < 4 ? 1 : 0)) });
  publish(a);
  expect(look()).toEqual({ behind: [12], given: all.map((_, i) => (i < 4 ? 1 : 0)) });
  settle();
  expect(look()).toEqual({ behind: [0], given: all.map(() => 2) });
});
