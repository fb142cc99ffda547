import { expect, test } from 'bun:test';
import { ConversationOrder } from './conversation-order.ts';
import { entriesFrame, type SeenMessage } from './entries-frame.ts';
import { Ledger } from './ledger.ts';

function message(conversation: string, syncId: number, clientId = `m${syncId}`): SeenMessage {
  return { queueSyncId: syncId, conversation, syncId, from: 'u1', clientId, dueMs: Number.NaN };
}

test('each conversation goes on from where it was, with others in between', () => {
  const ledger = new Ledger();
  const order = new ConversationOrder('u1', ledger);
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

test('the ledger finds two messages at one place, and a wrong order in a frame', () => {
  const ledger = new Ledger();
  const frame = { ...entriesFrame('user:u1', 1, 1, []), messages: [message('group:a', 1)] };
  ledger.check(frame);
  ledger.check(frame);
  expect(ledger.faultCount).toBe(0);
  ledger.check({ ...frame, messages: [message('group:a', 1, 'other')] });
  ledger.check({ ...frame, messages: [message('group:a', 3), message('group:a', 2)] });
  expect(ledger.faults).toEqual([
    'group:a 1 is m1 for one device and other for another',
    'user:u1: group:a 2 after 3',
  ]);
  expect(ledger.order('group:a')).toEqual(['m1', 'm2', 'm3']);
});
