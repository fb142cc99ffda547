import { expect, test } from 'bun:test';
import type { QueueEntry, QueueId } from '@eagre/protocol';
import fc from 'fast-check';
import { clientLimits } from '../src/limits.ts';
import { HoldBudget } from '../src/sync/hold-budget.ts';
import { QueueSync } from '../src/sync/queue-sync.ts';

const queue = 'group:g' as QueueId;
const entry = (at: number) => ({ type: 'message', at }) as unknown as QueueEntry;
const run = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_, index) => entry(first + index));

test('any order, any number of times: each entry once, ascending, and nothing stays held', () => {
  const stretch = fc.tuple(fc.integer({ min: 1, max: 30 }), fc.nat({ max: 6 }));
  fc.assert(
    fc.property(fc.array(stretch, { maxLength: 40 }), (stretches) => {
      const budget = new HoldBudget(50);
      const sync = new QueueSync(queue, 1, 0, budget);
      const given: number[] = [];
      const take = (first: number, last: number) => {
        for (const effect of sync.offer(1, first, run(first, last))) {
          if (effect.effect === 'entry') given.push(effect.syncId);
        }
      };
      for (const [first, more] of stretches) take(first, first + more);
      for (let range = sync.missing(); range !== undefined; range = sync.missing()) {
        take(range.from + 1, range.to ?? sync.known);
      }
      expect(given).toEqual(Array.from({ length: sync.known }, (_, index) => index + 1));
      expect(budget.left).toBe(50);
    }),
  );
});

test('holds a bounded stretch, and pulls what was too far ahead', () => {
  const budget = new HoldBudget(10_000);
  const sync = new QueueSync(queue, 1, 0, budget);
  const far = clientLimits.heldEntries + 500;
  sync.offer(1, 2, run(2, far));
  expect(budget.left).toBe(10_000 - (clientLimits.heldEntries - 1));
  expect(sync.missing()).toEqual({ epoch: 1, from: 0, to: 1 });
  expect(sync.offer(1, 1, run(1, 1)).length).toBe(clientLimits.heldEntries);
  expect(sync.missing()).toEqual({ epoch: 1, from: clientLimits.heldEntries });
  expect(budget.left).toBe(10_000);
});

test('what does not fit the shared budget is pulled later', () => {
  const budget = new HoldBudget(2);
  const one = new QueueSync(queue, 1, 0, budget);
  const two = new QueueSync(queue, 1, 0, budget);
  one.offer(1, 2, run(2, 5));
  two.offer(1, 2, run(2, 5));
  expect(budget.left).toBe(0);
  expect(two.offer(1, 1, run(1, 1)).length).toBe(1);
  expect(two.missing()).toEqual({ epoch: 1, from: 1 });
  one.clear();
  expect(budget.left).toBe(2);
});

test('an answer to a question from before a replacement means nothing', () => {
  const sync = new QueueSync(queue, 1, 5, new HoldBudget(10));
  const asked = sync.ask();
  sync.answer(sync.ask(), { epoch: 2, head: 3, from: 3, items: [], gap: 'epoch' });
  expect(sync.answer(asked, { epoch: 1, head: 9, from: 5, items: run(6, 9) })).toEqual([]);
  expect([sync.epoch, sync.position]).toEqual([2, 3]);
});

test('what raises a doubt while an answer is under way is asked for again', () => {
  const sync = new QueueSync(queue, 1, 5, new HoldBudget(10));
  sync.offer(2, 1, run(1, 1));
  const asked = sync.ask();
  sync.offer(2, 2, run(2, 2));
  sync.answer(asked, { epoch: 2, head: 1, from: 1, items: [], gap: 'epoch' });
  expect(sync.missing()).toEqual({ epoch: 2, from: 1 });
  sync.answer(sync.ask(), { epoch: 2, head: 2, from: 1, items: run(2, 2) });
  expect([sync.position, sync.missing()]).toEqual([2, undefined]);
});

test('a position past the head of its own epoch goes back, and says so', () => {
  const sync = new QueueSync(queue, 1, 9, new HoldBudget(10));
  const part = { epoch: 1, head: 4, from: 2, items: run(3, 4), gap: 'epoch' as const };
  const effects = sync.answer(sync.ask(), part);
  expect(effects[0]).toEqual({ effect: 'gap', reason: 'epoch', epoch: 1, from: 9, to: 2 });
  expect(effects.slice(1).map((effect) => 'syncId' in effect && effect.syncId)).toEqual([3, 4]);
});

test('giving up tells each hole, hands over what is there, and ends at what is known', () => {
  const budget = new HoldBudget(10);
  const sync = new QueueSync(queue, 1, 0, budget);
  sync.offer(1, 2, run(2, 3));
  sync.offer(1, 6, run(6, 6));
  sync.head(1, 8);
  const told = sync
    .giveUp()
    .map((effect) => (effect.effect === 'gap' ? `gap ${effect.from}-${effect.to}` : effect.syncId));
  expect(told).toEqual(['gap 0-1', 2, 3, 'gap 3-5', 6, 'gap 6-8']);
  expect([sync.missing(), budget.left]).toEqual([undefined, 10]);
});

test('a stamp of an older epoch moves nothing back and gives nothing up, but has the head asked for', () => {
  const sync = new QueueSync(queue, 4, 2, new HoldBudget(10));
  sync.head(4, 3);
  expect(sync.startAt(1, 9)).toEqual([]);
  expect(sync.giveUp(2, 9)).toEqual([]);
  expect([sync.epoch, sync.position, sync.known]).toEqual([4, 2, 3]);
  expect(sync.missing()).toEqual({ epoch: 4, from: 2 });
});

test('giving up ends at the place told: what is known beyond stays owed', () => {
  const budget = new HoldBudget(10);
  const sync = new QueueSync(queue, 1, 0, budget);
  sync.offer(1, 5, run(5, 5));
  expect(sync.giveUp(1, 3)).toEqual([
    { effect: 'gap', reason: 'refused', epoch: 1, from: 0, to: 3 },
  ]);
  sync.release();
  expect([sync.missing(), budget.left]).toEqual([{ epoch: 1, from: 3 }, 10]);
});
