import { expect, test } from 'bun:test';
import { stampEntry } from '@eagre/protocol';
import type { QueueKey } from '../../keys.ts';
import { InvalidCommitError } from '../check-commit.ts';
import { entry, group, inboxOf, logOf } from '../conformance/subject-conformance.ts';
import { timelineLimits } from '../timeline-limits.ts';
import { outboxKey } from './buckets.ts';
import { appendOrders, commitOfOrder, redactOrder } from './outbox-entry.ts';

const outbox = outboxKey(group, 'b');
let ids = 0;
const newId = () => `id${ids++}`;

test('an order comes back as the commit that it means, the text of its entry untouched', () => {
  const text = '{"a" : 1.0, "entry":{"entry":"\\u0000,\\"entry\\":"}}';
  const [order] = appendOrders({ queues: [], entry: text }, [inboxOf('ann')], () => 'i');
  expect(commitOfOrder(outbox, order?.text ?? '')).toEqual({
    once: { sender: outbox as never, clientId: 'i', at: 0 },
    appends: [{ queues: [inboxOf('ann')], entry: text }],
  });
});

test('a stamp that the home put in front is the stamp of the entry', () => {
  const append = { queues: [], entry: entry('x'), stamp: group, personal: true };
  const [order] = appendOrders(append, [inboxOf('ann')], newId);
  const stamped = stampEntry('group:lobby' as never, 7, 12, order?.text ?? '');
  expect(commitOfOrder(outbox, stamped).appends).toEqual([
    {
      queues: [inboxOf('ann')],
      entry: entry('x'),
      stamp: group,
      stampAt: { epoch: 7, syncId: 12 },
      personal: true,
    },
  ]);
});

test('a redaction', () => {
  const write = { write: 'redact', queue: group, syncId: 3, entry: entry('gone') } as const;
  expect(commitOfOrder(outbox, redactOrder(write, newId))).toMatchObject({
    writes: [write],
    appends: [],
  });
});

test('names that do not fit beside a long entry make several orders, each short enough', () => {
  const queues = Array.from({ length: 20_000 }, (_, n) => logOf(`${'long-name-'.repeat(5)}${n}`));
  const append = { queues, entry: entry('x'.repeat(100_000)) };
  const orders = appendOrders(append, queues, newId);
  expect(orders.length).toBeGreaterThan(5);
  const back: QueueKey[] = [];
  for (const { text, count } of orders) {
    expect(text.length).toBeLessThan(timelineLimits.entryLength);
    const [one] = commitOfOrder(outbox, text).appends;
    expect(one?.queues).toHaveLength(count);
    back.push(...(one?.queues ?? []));
  }
  expect(back).toEqual(queues);
});

test('an entry beside which no name fits is refused', () => {
  const append = { queues: [group], entry: entry('x'.repeat(timelineLimits.entryLength - 100)) };
  expect(() => appendOrders(append, [group], newId)).toThrow(InvalidCommitError);
});

test('what is no order is refused for ever', () => {
  expect(() => commitOfOrder(outbox, entry('x'))).toThrow(InvalidCommitError);
});
