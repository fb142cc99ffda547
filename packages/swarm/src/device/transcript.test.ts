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

function transcript(keep?: number) {
  const ledger = new Ledger();
  const one = new Transcript(ledger, keep);
  const batch = (at: number, ...texts: string[]) => one.batch('room:a', at, said(...texts));
  return { ledger, one, batch };
}

test('equal batches are one, and know when their messages were due', () => {
  const { ledger, one, batch } = transcript();
  const first = batch(5, 'a c1', 'b c2');
  expect(batch(9, 'a c1', 'b c2')).toBe(first);
  expect([...first.dueMs]).toEqual([10, 20]);
  expect(one.messages).toBe(2);
  expect(one.room('room:a')).toMatchObject({ shown: 2, firstAt: 5, refused: 0 });
  expect(one.room('room:b').shown).toBe(0);
  expect(ledger.faultCount).toBe(0);
});

test('a message in two batches and a batch that changes are faults', () => {
  const { ledger, batch } = transcript();
  batch(5, 'a c1', 'b c2');
  batch(6, 'c c3', 'b c2');
  expect(ledger.faults).toEqual([`message ${idOf('b', 'c2')} was shown in two batches`]);
  batch(7, 'a c1');
  batch(7, 'a c1', 'b c4');
  expect(ledger.faults.slice(1)).toEqual([
    `the batch of 2 from ${idOf('a', 'c1')} on came as one of 1`,
    `the batch of 2 from ${idOf('a', 'c1')} on came as one of 2`,
  ]);
});

test("a sender's messages must go on in order, whatever batch was seen first", () => {
  const { ledger, one, batch } = transcript();
  batch(8, 'a c4', 'b c1');
  batch(7, 'a c2', 'a c3');
  expect(one.disordered()).toBe(0);
  batch(9, 'b c6', 'b c5', 'a c0');
  expect(one.disordered()).toBe(2);
  expect(ledger.faults).toEqual(
    ['b c5', 'a c0'].map((text) => {
      const [from = '', id = ''] = text.split(' ');
      return `message ${idOf(from, id)} was shown after a later one of its sender`;
    }),
  );
});

test('what was refused must not be shown, neither before nor after', () => {
  const { ledger, one, batch } = transcript();
  one.refused('room:a', idOf('a', 'c1'));
  batch(1, 'a c1', 'a c2', 'a c3');
  one.refused('room:a', idOf('a', 'c2'));
  expect(one.room('room:a')).toMatchObject({ shown: 3, refused: 2 });
  expect(ledger.faultsByKind.get('refused')?.count).toBe(2);
});

test('messages without an id are shown and nothing more', () => {
  const { ledger, one } = transcript();
  const gift = { from: 'shop' as UserId, kind: 'custom:gift', body: {} };
  one.batch('room:a', 1, [gift]);
  one.batch('room:a', 2, [gift, gift]);
  expect([one.messages, ledger.faultCount]).toEqual([0, 0]);
});

test('only the newest batches are remembered, and a repeat of an old one is found by its number', () => {
  const { ledger, one, batch } = transcript(100);
  for (let i = 1; i <= 1000; i += 1) batch(i, `a c${i}`);
  expect(one.messages).toBe(1000);
  expect(one.room('room:a').batches.size).toBeWithin(95, 102);
  expect(ledger.faultCount).toBe(0);
  batch(1001, 'a c3');
  expect(ledger.faultsByKind.get('order')?.count).toBe(1);
  batch(1002, 'b c7');
  for (let i = 1003; i < 1200; i += 1) batch(i, `a c${i}`);
  batch(1200, 'b c7');
  expect(ledger.faultsByKind.get('duplicate')?.count).toBe(1);
});
