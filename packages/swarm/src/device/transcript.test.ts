import { expect, test } from 'bun:test';
import type { RoomChat, UserId } from '@eagre/protocol';
import { Ledger } from './ledger.ts';
import { messageId } from './message-id.ts';
import { Transcript } from './transcript.ts';

/** `c3` of `a` is a's third message, due 30 ms after 1970. */
function idOf(from: string, id: string): string {
  const number = Number(id.slice(1));
  return messageId(from, number, number * 10);
}

function said(...texts: string[]): RoomChat[] {
  return texts.map((text) => {
    const [from = '', id = ''] = text.split(' ');
    return { from: from as UserId, id: idOf(from, id), kind: 'text', body: { text: '' } };
  });
}

function transcript() {
  const ledger = new Ledger();
  return { ledger, one: new Transcript(ledger) };
}

test('equal batches are one, and know when their messages were due', () => {
  const { ledger, one } = transcript();
  const batch = one.batch(5, said('a c1', 'b c2'));
  expect(one.batch(9, said('a c1', 'b c2'))).toBe(batch);
  expect([...batch.dueMs]).toEqual([10, 20]);
  expect(one.messages).toBe(2);
  expect(one.disordered()).toBe(0);
  expect(ledger.faultCount).toBe(0);
});

test('a message in two batches and a batch that changes are faults', () => {
  const { ledger, one } = transcript();
  one.batch(5, said('a c1', 'b c2'));
  one.batch(6, said('c c3', 'b c2'));
  expect(ledger.faults).toEqual([`message ${idOf('b', 'c2')} was shown in two batches`]);
  one.batch(7, said('a c1'));
  one.batch(7, said('a c1', 'b c4'));
  expect(ledger.faults.slice(1)).toEqual([
    `the batch of 2 from ${idOf('a', 'c1')} on came as one of 1`,
    `the batch of 2 from ${idOf('a', 'c1')} on came as one of 2`,
  ]);
});

test("a sender's messages must go on in order, whatever batch was seen first", () => {
  const { ledger, one } = transcript();
  one.batch(8, said('a c4', 'b c1'));
  one.batch(7, said('a c2', 'a c3'));
  expect(one.disordered()).toBe(0);
  one.batch(9, said('b c6', 'b c5', 'a c0'));
  expect(one.disordered()).toBe(2);
  expect(ledger.faults).toEqual(['2 messages were shown before an earlier one']);
});
