import { expect, test } from 'bun:test';
import type { QueueEntry } from '@eagre/protocol';
import { entriesFrame } from '../device/entries-frame.ts';
import { Ledger } from '../device/ledger.ts';
import { Transcript } from '../device/transcript.ts';
import { LedgerBooks } from './ledger-books.ts';

const group = 'group:a';

function setUp() {
  const ledger = new Ledger();
  const books = new LedgerBooks({ ledger, transcript: new Transcript(ledger) });
  const see = (first: number, ...ids: string[]) => {
    const items = ids.map((clientId) => ({ type: 'message', from: 'u1', body: {}, clientId }));
    ledger.check(entriesFrame(group, 1, first, items as unknown as QueueEntry[]));
  };
  return { ledger, books, see };
}

test('the sums do not depend on the order of the answers', () => {
  const places = [3, 1, 2];
  const [one, other] = [places, places.toSorted()].map((order) => {
    const { books } = setUp();
    for (const at of order) books.acked(group, at, `m${at}`);
    return books.conversations.get(group);
  });
  expect(one).toEqual(other as NonNullable<typeof other>);
  expect(one).toMatchObject({ acked: 3, firstPlace: 1, head: 3 });
});

test('an acknowledged place at which something else is seen is a fault at once', () => {
  const { ledger, books, see } = setUp();
  see(1, 'm1', 'm2');
  books.acked(group, 1, 'm1');
  expect(ledger.faultCount).toBe(0);
  books.acked(group, 2, 'm3');
  expect(ledger.faultsByKind.get('place')?.count).toBe(1);
});

test('what was never answered and is seen is stored where it is seen', () => {
  const { books, see } = setUp();
  for (const id of ['m1', 'm2']) {
    books.sent(group);
    books.unknown(group, id);
  }
  see(5, 'm2');
  books.resolveUnknown();
  const { books: told } = setUp();
  told.acked(group, 5, 'm2');
  const { ids, places } = told.conversations.get(group) ?? {};
  expect(books.conversations.get(group)).toMatchObject({
    acked: 1,
    unknown: 1,
    unanswered: 2,
    ids,
    places,
  });
});

test('chat and taps are counted by room', () => {
  const { books } = setUp();
  books.chatSent('room:a');
  books.chatAcked('room:a');
  books.chatRefused('room:b');
  books.chatUnknown('room:b');
  books.tapped('room:a', 'like', 3);
  books.tapped('room:a', 'like', 4);
  books.tapsUnknown('room:a', 'like', 5);
  expect(books.rooms.get('room:a')).toMatchObject({
    ...{ chatSent: 1, chatAcked: 1, taps: { like: 7 }, tapsUnknown: { like: 5 } },
  });
  expect(books.rooms.get('room:b')).toMatchObject({ chatSent: 0, chatRefused: 1, chatUnknown: 1 });
});
