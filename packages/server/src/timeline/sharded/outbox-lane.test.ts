import { expect, test } from 'bun:test';
import type { QueueKey } from '../../keys.ts';
import { OutboxLane, type OutboxRead } from './outbox-lane.ts';

const outbox = 'shop/group:g>b' as QueueKey;

/** A lane over an outbox that the test fills, with what it did. */
function laneOver(log: { epoch: number; orders: string[]; low: number; version: number }) {
  const done: string[] = [];
  const carried: string[] = [];
  let reads = 0;
  /** Called before each order; what it returns or throws is the outcome. */
  let before: (order: string) => 'moved' | undefined | Promise<never> = () => undefined;
  const lane = new OutboxLane(outbox, {
    read: async (_, after): Promise<OutboxRead> => {
      reads += 1;
      const { epoch, low, orders, version } = log;
      const from = Math.max(after, low);
      const entries = orders.slice(from, from + 2);
      return { version, range: { epoch, low, head: orders.length, first: from + 1, entries } };
    },
    carryOut: async (_, order, version) => {
      const outcome = await before(order);
      if (outcome === 'moved' || version !== log.version) return 'moved';
      carried.push(order);
      return { syncIds: [carried.length], epochs: [1] };
    },
    done: (_, upTo, epoch) => void done.push(`${epoch}:${upTo}`),
    report: () => {},
  });
  return {
    lane,
    done,
    carried,
    reads: () => reads,
    when: (fn: typeof before) => {
      before = fn;
    },
  };
}

const log = (...orders: string[]) => ({ epoch: 1, orders, low: 0, version: 1 });

test('all that is there, in order, with few reads', async () => {
  const { lane, carried, done, reads } = laneOver(log('1', '2', '3', '4', '5'));
  expect(await lane.run()).toBe(true);
  expect(carried).toEqual(['1', '2', '3', '4', '5']);
  expect(done.at(-1)).toBe('1:5');
  expect(reads()).toBe(3);
});

test('what comes while it runs is carried out by the same run', async () => {
  const orders = log('1');
  const { lane, carried, when } = laneOver(orders);
  let second: Promise<boolean> | undefined;
  when((order) => {
    if (order === '1') {
      orders.orders.push('2');
      second = lane.run();
    }
    return undefined;
  });
  const first = lane.run();
  expect(await lane.carriedOut(2)).toEqual({ syncIds: [2], epochs: [1] });
  expect(await first).toBe(true);
  expect(await second).toBe(true);
  expect(carried).toEqual(['1', '2']);
});

test('under another map it is read again: what was read may be done', async () => {
  const orders = log('1', '2');
  const { lane, carried, when } = laneOver(orders);
  when((order) => {
    if (order === '1' && orders.version === 1) {
      orders.version = 2;
      orders.low = 1;
      return 'moved';
    }
    return undefined;
  });
  expect(await lane.run()).toBe(true);
  expect(carried).toEqual(['2']);
});

test('in a log of another epoch places are given anew', async () => {
  const orders = log('1', '2', '3');
  const { lane, carried } = laneOver(orders);
  await lane.run();
  orders.epoch = 2;
  orders.orders = ['1', '2', 'new'];
  await lane.run();
  // The target knows those that it had.
  expect(carried).toEqual(['1', '2', '3', '1', '2', 'new']);
});

test('after a failure nothing behind it is carried out, and nobody waits', async () => {
  const { lane, carried, when } = laneOver(log('1', '2', '3'));
  when((order) => (order === '2' ? Promise.reject(new Error('away')) : undefined));
  const run = lane.run();
  const waited = lane.carriedOut(3);
  expect(await run).toBe(false);
  expect(await waited).toBeUndefined();
  expect(carried).toEqual(['1']);
  expect(lane.isRunning).toBe(false);
});

test('what comes just when a run ends begins another', async () => {
  // Whatever the number of turns that a run takes, one of these is its very end.
  for (let turns = 0; turns < 40; turns += 1) {
    const orders = log('1');
    const { lane, carried } = laneOver(orders);
    const first = lane.run();
    for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
    orders.orders.push('2');
    await lane.run();
    await first;
    expect([turns, ...carried]).toEqual([turns, '1', '2']);
  }
});
