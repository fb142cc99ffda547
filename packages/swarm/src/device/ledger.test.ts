import { expect, test } from 'bun:test';
import type { QueueEntry } from '@eagre/protocol';
import { entriesFrame } from './entries-frame.ts';
import { Ledger } from './ledger.ts';
import { messageId } from './message-id.ts';

function frame(first: number, ...clientIds: string[]) {
  const items = clientIds.map((clientId) => {
    const body = { text: 'x' };
    return {
      type: 'message',
      from: 'u1',
      at: 1,
      kind: 'text',
      body,
      clientId,
    } as unknown as QueueEntry;
  });
  return entriesFrame('group:a', 1, first, items);
}

const id = (number: number, stream = 'u1') => messageId(stream, number, 0);

function kindsOf(ledger: Ledger) {
  return [...ledger.faultsByKind].map(([kind, { count }]) => [kind, count]);
}

test('two messages at one place, and a wrong order in a frame, are found', () => {
  const ledger = new Ledger();
  ledger.check(frame(1, 'm1'));
  ledger.check(frame(1, 'm1'));
  expect(ledger.faultCount).toBe(0);
  ledger.check(frame(1, 'other'));
  const { messages, ...rest } = frame(2, 'm2', 'm3');
  ledger.check({ ...rest, messages: messages.toReversed() });
  expect(ledger.faults).toEqual([
    'group:a 1 is m1 for one device and other for another',
    'group:a: group:a 2 after 3',
  ]);
  expect(ledger.order('group:a')).toEqual(['m1', 'm2', 'm3']);
  expect(ledger.places('group:a')).toEqual([undefined, 'm1', 'm2', 'm3']);
});

test("a sender's message twice, or behind its next one, is found whatever is seen first", () => {
  const ledger = new Ledger();
  ledger.check(frame(5, id(5), id(6)));
  ledger.check(frame(1, id(1), id(2)));
  expect(ledger.faultCount).toBe(0);
  ledger.check(frame(7, id(6)));
  ledger.check(frame(8, id(4)));
  ledger.check(frame(9, id(1, 'u2')));
  expect(kindsOf(ledger)).toEqual([
    ['duplicate', 1],
    ['order', 1],
  ]);
});

test('two that are swapped are at wrong places, not doubled', () => {
  const ledger = new Ledger();
  ledger.acknowledged('group:a', 1, id(1));
  ledger.check(frame(1, id(1, 'u2'), id(1)));
  ledger.acknowledged('group:a', 2, id(1, 'u2'));
  expect(kindsOf(ledger)).toEqual([['place', 3]]);
  expect(ledger.faults[2]).toContain('was acknowledged at group:a 2');
});

test('what was refused must not be seen, neither before nor after', () => {
  const ledger = new Ledger();
  ledger.refused('group:a', id(1));
  ledger.check(frame(1, id(1), id(2), id(3)));
  ledger.refused('group:a', id(3));
  ledger.refused('group:b', id(2));
  expect(kindsOf(ledger)).toEqual([['refused', 2]]);
});

test('only the newest places are remembered, and old ones are not taken for new', () => {
  const ledger = new Ledger(100);
  for (let at = 1; at <= 1000; at += 1) ledger.check(frame(at, id(at)));
  expect(ledger.order('group:a')).toHaveLength(100);
  expect(ledger.placesById('group:a').get(id(901))).toBe(901);
  ledger.check(frame(3, 'other', id(4)));
  ledger.check(frame(1000, 'other'));
  expect(kindsOf(ledger)).toEqual([['place', 1]]);
  expect(ledger.order('group:a')).toEqual(Array.from({ length: 100 }, (_id, i) => id(901 + i)));
});

test('faults are counted, and a few of each kind kept', () => {
  const ledger = new Ledger();
  for (let i = 0; i < 100; i += 1) ledger.fault(`gap ${i}`, 'gap');
  ledger.fault('what?');
  expect(ledger.faultCount).toBe(101);
  expect(ledger.faults).toHaveLength(20);
  expect(ledger.faultsByKind.get('gap')?.examples).toHaveLength(5);
  expect(ledger.faultsByKind.get('other')).toEqual({ count: 1, examples: ['what?'] });
});
