import { expect, test } from 'bun:test';
import type { Priority } from '@eagre/protocol';
import { FakeClock } from '@eagre/testkit';
import { limits } from '../limits.ts';
import { LaneScheduler, type Task } from './lane-scheduler.ts';
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
  const { fanout, scheduler, turn, publish, receivers } = fanoutFixture({ sliceReceivers: 100 });
  for (let i = 0; i < 30; i += 1) {
    receivers(10, keyOf(`g${i}`));
    publish(keyOf(`g${i}`));
  }
  turn();
  expect(fanout.counters.lanes.normal.frames).toBe(100);
  turn();
  turn();
  expect(turn()).toBe(false);
  expect(scheduler.counters.slices).toBe(3);
  expect(fanout.busy).toBe(0);
});

/** A clock that moves while receivers are served. */
class BusyClock extends FakeClock {
  spentMs = 0;

  override monotonicMs(): number {
    return super.monotonicMs() + this.spentMs;
  }
}

/** A task of so many receivers, each of which takes so long. */
class TimedTask implements Task {
  readonly lane: Priority;
  readonly #clock: BusyClock;
  readonly #receivers: number;
  readonly #receiverMs: number;
  served = 0;
  finishes = 0;

  constructor(clock: BusyClock, lane: Priority, receivers: number, receiverMs: number) {
    this.#clock = clock;
    this.lane = lane;
    this.#receivers = receivers;
    this.#receiverMs = receiverMs;
  }

  get inFlush(): boolean {
    return this.served < this.#receivers;
  }

  run(most: number): number {
    const count = Math.min(most, this.#receivers - this.served);
    this.served += count;
    this.#clock.spentMs += count * this.#receiverMs;
    return count;
  }

  finished(): void {
    this.finishes += 1;
  }
}

function timedTasks(receiverMs: number) {
  const clock = new BusyClock();
  const turns: (() => void)[] = [];
  const slices = { ...limits, sliceMs: 4, sliceStep: 32 };
  const scheduler = new LaneScheduler({ clock, limits: slices, yieldTurn: (fn) => turns.push(fn) });
  const task = (receivers: number, lane: Priority = 'normal') => {
    const made = new TimedTask(clock, lane, receivers, receiverMs);
    scheduler.add(made);
    return made;
  };
  return { scheduler, task, turn: () => turns.shift()?.() };
}

test('a turn ends when its time is up, looked at every few receivers', () => {
  const { scheduler, task, turn } = timedTasks(0.125);
  const large = task(1000);
  const other = task(1000);
  turn();
  expect([large.served, other.served]).toEqual([32, 0]);
  expect(scheduler.counters.longestSliceMs).toBe(4);
  turn();
  expect([large.served, other.served]).toEqual([32, 32]);
});

test('many small tasks share a turn, whose end they find by time too', () => {
  const { scheduler, task, turn } = timedTasks(0.125);
  const small = Array.from({ length: 20 }, () => task(5));
  turn();
  expect(small.filter(({ finishes }) => finishes === 1)).toHaveLength(7);
  expect(small.reduce((sum, { served }) => sum + served, 0)).toBe(35);
  turn();
  turn();
  expect([small.map(({ finishes }) => finishes), scheduler.size]).toEqual([small.map(() => 1), 0]);
});

test('in a turn of a large task other lanes get their share', () => {
  const { task, turn } = timedTasks(0.001);
  const large = task(100_000, 'high');
  turn();
  const quiet = task(20, 'normal');
  turn();
  expect([quiet.finishes, large.served]).toEqual([1, 2 * 512 - 20]);
});

test('within a lane a task keeps its turn, and the next one has the next', () => {
  const { task, turn } = timedTasks(0.001);
  const [one, two] = [task(600), task(600)];
  turn();
  turn();
  expect([one.served, two.served]).toEqual([512, 512]);
  turn();
  expect([one.finishes, two.finishes]).toEqual([1, 1]);
});

test('a task that has not begun keeps its place in the line', () => {
  const { task, turn } = timedTasks(0.001);
  const [one, two, three] = [task(512), task(600), task(600)];
  turn();
  turn();
  expect([one.served, two.served, three.served]).toEqual([512, 512, 0]);
});
