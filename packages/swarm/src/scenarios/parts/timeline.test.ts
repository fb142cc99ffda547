import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { DueHeap } from './due-heap.ts';
import { exponentialMs } from './forked.ts';
import { talkStream } from './talk-stream.ts';
import { Timeline } from './timeline.ts';

/** A timeline whose time the test moves. */
function standing() {
  let now = 1000;
  const timeline = new Timeline(() => now);
  timeline.start();
  return {
    timeline,
    pass(ms: number) {
      now += ms;
      timeline.look();
    },
    [Symbol.dispose]: () => timeline.stop(),
  };
}

test('the heap gives the earliest first, whatever came in between', () =>
  withSeed((random) => {
    const heap = new DueHeap<number>();
    const model: number[] = [];
    for (let step = 0; step < 3000; step += 1) {
      if (random.chance(0.55)) {
        const atMs = random.int(500);
        heap.add({ atMs, item: atMs });
        model.push(atMs);
      } else {
        model.sort((a, b) => a - b);
        expect(heap.first?.atMs).toBe(model[0] as number);
        expect(heap.take()?.item).toBe(model.shift() as number);
      }
      expect(heap.size).toBe(model.length);
    }
  }));

test('acts are told when they were due, however late they are looked at', () => {
  using time = standing();
  const due: number[] = [];
  time.timeline.add({ gapMs: () => 10, act: (dueMs) => due.push(dueMs) });
  time.pass(35);
  expect(due).toEqual([1010, 1020, 1030]);
});

test('a pace hastens what is due already, and what was due before stays as it was', () => {
  using time = standing();
  const due: number[] = [];
  time.timeline.add({ gapMs: () => 100, act: (dueMs) => due.push(dueMs) });
  time.pass(50);
  time.timeline.pace(10);
  time.pass(25);
  expect(due).toEqual([1055, 1065, 1075]);
  time.timeline.pace(0);
  time.pass(1000);
  time.timeline.pace(1);
  time.pass(100);
  expect(due).toEqual([1055, 1065, 1075, 2175]);
});

test('at a pace of 0 nothing is due, not even what would be at once', () => {
  using time = standing();
  time.timeline.pace(0);
  const due: number[] = [];
  const gaps = [0];
  time.timeline.add({
    gapMs: () => gaps.pop() ?? Number.POSITIVE_INFINITY,
    act: (dueMs) => due.push(dueMs),
  });
  time.pass(100);
  expect(due).toEqual([]);
  time.timeline.pace(2);
  time.pass(1);
  expect(due).toEqual([1100]);
});

test('a timeline that was stopped goes on where it was, and makes up for nothing', () => {
  using time = standing();
  const due: number[] = [];
  time.timeline.add({ gapMs: () => 100, act: (dueMs) => due.push(dueMs) });
  time.pass(130);
  time.timeline.stop();
  time.pass(5000);
  time.timeline.start();
  time.pass(69);
  expect(due).toEqual([1100]);
  time.pass(1);
  expect(due).toEqual([1100, 6200]);
});

test('many streams keep their rates, and one that ends lets the others go on', () =>
  withSeed((random) => {
    using time = standing();
    const counts = [0, 0, 0];
    for (const [at, rate] of [1, 10, 0].entries()) {
      time.timeline.add({
        gapMs: () => exponentialMs(random, rate),
        act: () => {
          counts[at] = (counts[at] ?? 0) + 1;
        },
      });
    }
    for (let second = 0; second < 400; second += 1) time.pass(1000);
    expect(counts[0] ?? 0).toBeWithin(300, 500);
    expect(counts[1] ?? 0).toBeWithin(3600, 4400);
    expect(counts[2]).toBe(0);
  }));

test('each message of a talk is said once, in order, when it is due', () => {
  using time = standing();
  let number = 0;
  const talk = {
    next: () => {
      number += 1;
      return { offsetMs: number ** 2, author: number, text: `t${number}` };
    },
  };
  const said: string[] = [];
  const stream = talkStream(talk, ({ author, text }, dueMs) =>
    said.push(`${author} ${text} ${dueMs}`),
  );
  time.timeline.add(stream);
  time.pass(10);
  expect(said).toEqual(['1 t1 1001', '2 t2 1004', '3 t3 1009']);
});
