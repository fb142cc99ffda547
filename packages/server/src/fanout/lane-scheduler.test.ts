import { expect, test } from 'bun:test';
import { FakeReceiver, fanoutFixture, keyOf } from './test/fanout-fixture.ts';

test('a hot topic does not starve a quiet one of its lane', () => {
  const { turn, publish, receivers } = fanoutFixture({ sliceReceivers: 10 });
  receivers(1000, keyOf('hot'));
  const [quiet] = receivers(1, keyOf('quiet'));
  publish(keyOf('hot'));
  turn();
  publish(keyOf('quiet'));
  turn();
  turn();
  expect(quiet?.log).toHaveLength(1);
});

test('lanes share by weight, and none starves', () => {
  const { fanout, turn, publish, receivers } = fanoutFixture({ sliceReceivers: 10 });
  const lanes = ['critical', 'high', 'normal', 'low'] as const;
  for (const lane of lanes) receivers(10_000, keyOf(lane), lane);
  for (const lane of lanes) publish(keyOf(lane));
  for (let i = 0; i < 150; i += 1) turn();
  const share = lanes.map((lane) => fanout.counters.lanes[lane].frames / 100);
  expect(share[0]).toBeCloseTo(8, 0);
  expect(share[1]).toBeCloseTo(4, 0);
  expect(share[2]).toBeCloseTo(2, 0);
  expect(share[3]).toBeCloseTo(1, 0);
});

test('a lane that was quiet for long does not take the turns that it left unused', () => {
  const { fanout, turn, publish, receivers } = fanoutFixture({ sliceReceivers: 10 });
  receivers(10_000, keyOf('busy'), 'normal');
  receivers(10_000, keyOf('late'), 'low');
  publish(keyOf('busy'));
  for (let i = 0; i < 500; i += 1) turn();
  publish(keyOf('late'));
  for (let i = 0; i < 30; i += 1) turn();
  expect(fanout.counters.lanes.normal.frames).toBeGreaterThanOrEqual(5190);
});

test('a critical message overtakes a backlog of the low lane within one slice', () => {
  const { fanout, turn, publish, receivers } = fanoutFixture({ sliceReceivers: 10 });
  receivers(10_000, keyOf('crowd'), 'low');
  const urgent = new FakeReceiver();
  fanout.subscribe(urgent, keyOf('order'), 'critical');
  publish(keyOf('crowd'));
  for (let i = 0; i < 100; i += 1) turn();
  publish(keyOf('order'));
  turn();
  expect(urgent.log).toHaveLength(1);
});

test('a turn serves no more than its slice, and is measured', () => {
  const { fanout, turn, publish, receivers } = fanoutFixture({ sliceReceivers: 100 });
  for (let i = 0; i < 30; i += 1) {
    receivers(10, keyOf(`g${i}`));
    publish(keyOf(`g${i}`));
  }
  turn();
  expect(fanout.counters.lanes.normal.frames).toBe(100);
  turn();
  turn();
  expect(turn()).toBe(false);
  expect(fanout.counters.slices).toBe(3);
  expect(fanout.busy).toBe(0);
});
