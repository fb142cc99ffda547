import { expect, test } from 'bun:test';
import type { QueueEntry } from '@eagre/protocol';
import { withSeed } from '@eagre/testkit';
import { ConversationOrder } from './conversation-order.ts';
import { entriesFrame, type SeenMessage } from './entries-frame.ts';
import { Ledger } from './ledger.ts';
import { idHash, placeHash } from './place-hash.ts';

function message(conversation: string, syncId: number, clientId = `m${syncId}`): SeenMessage {
  const id = idHash(clientId);
  const hashes = { idHash: id, placeHash: placeHash(syncId, id) };
  const due = { dueMs: Number.NaN, ...hashes };
  return { queueSyncId: syncId, conversation, syncId, from: 'u1', clientId, ...due };
}

function item(clientId: string): QueueEntry {
  const body = { text: 'x' };
  return {
    type: 'message',
    from: 'u1',
    at: 1,
    kind: 'text',
    body,
    clientId,
  } as unknown as QueueEntry;
}

function copy(conversation: string, syncId: number): QueueEntry {
  return {
    type: 'copy',
    conversation,
    epoch: 1,
    syncId,
    entry: item(`m${syncId}`),
  } as unknown as QueueEntry;
}

function membership(type: 'joined' | 'left', conversation: string, syncId: number): QueueEntry {
  return { type, conversation, epoch: 1, syncId, at: 1, by: 'u1' } as unknown as QueueEntry;
}

function setUp() {
  const ledger = new Ledger();
  const order = new ConversationOrder('u1', ledger);
  const tallies = () =>
    [...order.tallies()]
      .map(({ conversation, base, last, count }) => [conversation, base, last, count])
      .sort();
  return { ledger, order, tallies };
}

test('each conversation goes on from where it was, with others in between', () => {
  const { ledger, order } = setUp();
  const inLog = (...messages: SeenMessage[]) =>
    order.goesOn({ ...entriesFrame('group:a', 1, 1, []), messages }, 0);
  const inUserQueue = (...messages: SeenMessage[]) =>
    order.goesOn({ ...entriesFrame('user:u1', 1, 1, []), messages }, 0);
  inLog(message('group:a', 1), message('group:a', 3));
  inUserQueue(message('group:b', 1));
  inUserQueue(message('group:a', 4), message('group:b', 2), message('group:a', 5));
  expect(ledger.faultCount).toBe(0);
  inLog(message('group:a', 5), message('group:a', 6));
  inUserQueue(message('group:a', 7), message('group:b', 2));
  expect(ledger.faults).toEqual(['u1: group:a 5 after 5', 'u1: group:b 2 after 2']);
});

test('the tally is the same however the messages came, in whole frames, parts or copies', () =>
  withSeed((random) => {
    const whole = setUp();
    const parts = setUp();
    const copies = setUp();
    for (const { order } of [whole, parts, copies]) order.begin('group:a', 0);
    let at = 1;
    for (let frames = 0; frames < 30; frames += 1) {
      const items = Array.from({ length: 1 + random.int(5) }, (_item, i) => item(`m${at + i}`));
      whole.order.goesOn(entriesFrame('group:a', 1, at, items), 0);
      // Begins before what was handed over already: only the messages from the index on are new.
      const before = Math.min(at - 1, random.int(3));
      const old = Array.from({ length: before }, (_item, i) => item(`m${at - before + i}`));
      parts.order.goesOn(entriesFrame('group:a', 1, at - before, [...old, ...items]), before);
      const asCopies = items.map((_item, i) => copy('group:a', at + i));
      copies.order.goesOn(entriesFrame('user:u1', 1, at, asCopies), 0);
      at += items.length;
    }
    const sumsOf = ({ order }: ReturnType<typeof setUp>) =>
      [...order.tallies()].map((one) => ({ ...one }));
    expect(sumsOf(parts)).toEqual(sumsOf(whole));
    expect(sumsOf(copies)).toEqual(sumsOf(whole));
    expect([...whole.order.tallies()][0]).toMatchObject({ last: at - 1, count: at - 1 });
    for (const { ledger } of [whole, parts, copies]) expect(ledger.faults).toEqual([]);
  }));

test('a tally begins where it is told, or before the first message, and never twice', () => {
  const { order, tallies } = setUp();
  order.begin('group:a', 7);
  order.begin('group:a', 9);
  order.goesOn(entriesFrame('group:b', 1, 5, [item('m5')]), 0);
  expect(tallies()).toEqual([
    ['group:a', 7, 7, 0],
    ['group:b', 4, 5, 1],
  ]);
  expect([...order.tallies()].map(({ isAssumed }) => isAssumed).sort()).toEqual([false, true]);
});

test('who joins is owed what comes after, who leaves is owed nothing, and both hold once', () => {
  const { order, tallies } = setUp();
  const frame = entriesFrame('user:u1', 1, 1, [
    membership('joined', 'group:a', 3),
    copy('group:a', 4),
    copy('group:b', 9),
    membership('left', 'group:b', 9),
  ]);
  order.goesOn(frame, 0);
  expect(tallies()).toEqual([['group:a', 3, 4, 1]]);
  expect(order.left).toBe(1);
  order.goesOn(frame, frame.messages.length);
  order.goesOn(entriesFrame('user:u1', 1, 5, [membership('left', 'group:a', 4)]), 0);
  order.goesOn(entriesFrame('user:u1', 1, 6, [membership('joined', 'group:a', 8)]), 0);
  order.goesOn(entriesFrame('user:u1', 1, 5, [membership('left', 'group:a', 4)]), 0);
  expect(tallies()).toEqual([['group:a', 8, 8, 0]]);
  expect(order.left).toBe(2);
});
