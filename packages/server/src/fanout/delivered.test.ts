import { expect, test } from 'bun:test';
import { Audience } from './audience.ts';
import { newAudienceCounters } from './audience-counters.ts';
import { FakeDevice, FakeRoom } from './test/audience-fixture.ts';
import { fanoutFixture, keyOf } from './test/fanout-fixture.ts';

const group = keyOf('g');
const entry = (at: number) => `{"type":"message","at":${at},"from":"ann"}`;

/** A fan-out that says how long its frames took. */
function world(given = {}) {
  const took: number[] = [];
  const fixture = fanoutFixture(given, { delivered: (ms) => took.push(ms) });
  return { ...fixture, took };
}

test('a frame is timed from its oldest entry, at its last receiver and once for all of them', async () => {
  const { clock, fanout, publish, receivers, turn, settle, took } = world({ sliceReceivers: 8 });
  receivers(20, group);
  const begin = clock.now();
  publish(group, 3, (n) => entry(begin - 30 + n * 10));
  turn();
  turn();
  expect(took).toEqual([]);
  await clock.advance(7);
  settle();
  expect(took).toEqual([27]);
  expect(fanout.counters.lanes.normal).toMatchObject({ frames: 20, entries: 60 });
});

test('each frame of a topic is timed, in each lane', () => {
  const { clock, publish, receivers, settle, took } = world();
  receivers(2, group);
  receivers(1, group, 'low');
  publish(group, 1, () => entry(clock.now() - 4));
  settle();
  publish(group, 1, () => entry(clock.now() - 5));
  settle();
  expect(took).toEqual([4, 4, 5, 5]);
});

test('heads, typing, and frames that nobody is left to get are not timed', () => {
  const { clock, bus, fanout, publish, receivers, settle, turn, took } = world({
    sliceReceivers: 1,
  });
  const two = receivers(2, group);
  bus.publish(group, { type: 'head', epoch: 1, head: 9 });
  bus.publish(group, { type: 'ephemeral', frame: '{"at":5}' });
  settle();
  publish(group, 1, () => entry(clock.now()));
  turn();
  for (const receiver of two) fanout.unsubscribeAll(receiver);
  settle();
  expect(took).toEqual([]);
});

/** An audience that says how long its flushes took. */
function hall(devices: number) {
  const { clock, scheduler, turn, settle } = fanoutFixture({ sliceReceivers: 8 });
  const took: number[] = [];
  const room = new FakeRoom();
  const audience = new Audience({
    ...{ scheduler, clock, counters: newAudienceCounters(), source: room },
    limits: { roomRetries: 3, roomRetryMs: 250, roomFlushesWaiting: 4 },
    delivered: (ms) => took.push(ms),
  });
  for (let i = 0; i < devices; i += 1) audience.add(new FakeDevice(), 0);
  const flush = (sinceMs?: number) => audience.flush({ ...room.flush(0, 1), sinceMs });
  return { clock, turn, settle, took, flush };
}

test('a flush of a room is timed from its oldest message to its last device', async () => {
  const { clock, turn, settle, took, flush } = hall(12);
  await clock.advance(100);
  flush(clock.monotonicMs() - 40);
  turn();
  await clock.advance(3);
  expect(took).toEqual([]);
  settle();
  expect(took).toEqual([43]);
});

test('a flush without messages is not timed, nor one for nobody', () => {
  const some = hall(3);
  some.flush();
  some.settle();
  expect(some.took).toEqual([]);
  const none = hall(0);
  none.flush(0);
  none.settle();
  expect(none.took).toEqual([]);
});
