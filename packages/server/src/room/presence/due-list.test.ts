import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { DueList } from './due-list.ts';

function dueList(due: (item: number) => void = () => {}) {
  const clock = new FakeClock();
  const taken: [item: number, atMs: number][] = [];
  const errors: unknown[] = [];
  const list = new DueList<number>({
    clock,
    delayMs: 100,
    slice: 10,
    due: (item) => {
      taken.push([item, clock.monotonicMs()]);
      due(item);
    },
    report: (error) => errors.push(error),
  });
  return { clock, list, taken, errors };
}

test('each item comes when its time is over, with one timer for all', async () => {
  const { clock, list, taken } = dueList();
  list.add(1);
  await clock.advance(40);
  list.add(2);
  list.add(3);
  expect(clock.pendingTimers).toBe(1);
  await clock.advance(99);
  expect(taken).toEqual([[1, 100]]);
  await clock.advance(100);
  expect(taken).toEqual([
    [1, 100],
    [2, 140],
    [3, 140],
  ]);
  expect([list.size, clock.pendingTimers]).toEqual([0, 0]);
});

test('many at once come in slices, and others get their turn between them', async () => {
  const { clock, list, taken } = dueList();
  for (let i = 0; i < 35; i += 1) list.add(i);
  const seen: number[] = [];
  const look = () => {
    seen.push(taken.length);
    if (taken.length < 35) clock.setTimer(0, look);
  };
  clock.setTimer(100, look);
  await clock.advance(100);
  expect(seen).toEqual([10, 20, 30, 35]);
  expect(taken.map(([item]) => item)).toEqual(Array.from({ length: 35 }, (_, i) => i));
});

test('an item that fails is reported and holds up nobody', async () => {
  const { clock, list, taken, errors } = dueList((item) => {
    if (item === 1) throw new Error('broken');
  });
  list.add(1);
  list.add(2);
  await clock.advance(100);
  expect(taken.map(([item]) => item)).toEqual([1, 2]);
  expect(errors).toHaveLength(1);
});

test('items that are added while others are handed out wait their whole time', async () => {
  const { clock, list, taken } = dueList((item) => {
    if (item === 1) list.add(2);
  });
  list.add(1);
  await clock.advance(200);
  expect(taken).toEqual([
    [1, 100],
    [2, 200],
  ]);
});

test('after close nothing comes and no timer is left', async () => {
  const { clock, list, taken } = dueList();
  list.add(1);
  list.close();
  await clock.advance(1000);
  expect([taken.length, clock.pendingTimers]).toEqual([0, 0]);
});
