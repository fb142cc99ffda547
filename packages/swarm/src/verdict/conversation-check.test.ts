import { expect, test } from 'bun:test';
import type { ConversationOrder } from '../device/conversation-order.ts';
import { Ledger } from '../device/ledger.ts';
import { idHash, placeHash } from '../device/place-hash.ts';
import { Tally } from '../device/tally.ts';
import { Transcript } from '../device/transcript.ts';
import { LedgerBooks } from '../engine/ledger-books.ts';
import { ConversationFindings } from './collect-conversations.ts';
import { checkConversation, type IssueKind } from './conversation-check.ts';

const group = 'group:a';
const refusal = { code: 'forbidden', message: '', temporary: false } as const;

/** Senders' books in which places 1 to `count` are acknowledged, and devices that saw what is told. */
function setUp(count: number) {
  const ledger = new Ledger();
  const books = new LedgerBooks({ ledger, transcript: new Transcript(ledger) });
  for (let at = 1; at <= count; at += 1) {
    books.sent(group);
    books.acked(group, at, `m${at}`);
  }
  const devices: { user: string; order: Pick<ConversationOrder, 'sinceMs' | 'tallies'> }[] = [];
  /** `ids[i]` is seen at place `base + i + 1`. */
  const saw = (base: number, ids: readonly string[], { isAssumed = false, sinceMs = 0 } = {}) => {
    const tally = new Tally(group, base, isAssumed);
    for (const [i, clientId] of ids.entries()) {
      const id = idHash(clientId);
      tally.add(1, id, placeHash(base + i + 1, id));
      tally.last = base + i + 1;
    }
    devices.push({ user: `u${devices.length}`, order: { sinceMs, tallies: () => [tally] } });
  };
  const check = () => {
    const findings = new ConversationFindings(books);
    for (const device of devices) findings.add(device);
    const [finding] = findings.all();
    if (finding === undefined) throw new Error('no finding');
    return checkConversation(finding);
  };
  const kinds = () => check().issues.map(({ kind }) => kind);
  return { books, saw, check, kinds };
}

const range = (first: number, last: number) =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_id, i) => `m${first + i}`);
const without = (ids: string[], id: string) => ids.filter((each) => each !== id);

test('who came when it had begun already is owed what came after, to the message', () => {
  for (const base of [0, 1, 50, 99, 100]) {
    const late = setUp(100);
    late.saw(base, range(base + 1, 100));
    expect(late.check()).toMatchObject({ issues: [], exact: 1, partly: 0 });
  }
  const lacking = setUp(100);
  lacking.saw(50, without(range(51, 101), 'm70'));
  expect(lacking.kinds()).toEqual(['missing']);
});

test('in a long conversation a late one is judged by the bounds of a stretch', () => {
  const late = setUp(10_000);
  late.saw(0, range(1, 10_000));
  late.saw(5003, range(5004, 10_000));
  late.saw(5003, range(5204, 10_000));
  const { exact, partly, issues } = late.check();
  expect([exact, partly]).toEqual([1, 2]);
  expect(issues.map(({ kind }) => kind)).toEqual(['behind', 'missing']);
  expect(issues.map(({ devices }) => devices)).toEqual([1, 1]);
});

test('the sums tell apart what is missing, too much, elsewhere, or another message', () => {
  const cases: [string[], IssueKind[]][] = [
    [range(1, 9), ['behind', 'missing']],
    [[...range(1, 4), 'x', ...range(6, 10)], ['missing']],
    [[...range(1, 10), 'm10'], ['extra']],
    [[...range(1, 3), 'm5', 'm4', ...range(6, 10)], ['moved']],
  ];
  for (const [ids, kinds] of cases) {
    const one = setUp(10);
    one.saw(0, ids);
    expect(one.kinds()).toEqual(kinds);
  }
});

test('what was never answered may be there or not; nothing else may stand in for it', () => {
  const seen = (...more: string[]) => {
    const one = setUp(10);
    for (const id of ['lost1', 'lost2', 'lost3']) one.books.unknown(group, id);
    one.saw(0, [...range(1, 10), ...more]);
    return one.kinds();
  };
  expect(seen()).toEqual([]);
  expect(seen('lost2')).toEqual([]);
  expect(seen('lost3', 'lost1')).toEqual([]);
  expect(seen('m10')).toEqual(['extra']);
  expect(seen('lost1', 'lost1')).toEqual(['extra']);
});

test('too many that were never answered can not be told apart, and that is said', () => {
  const one = setUp(10);
  for (let i = 0; i < 100; i += 1) one.books.unknown(group, `lost${i}`);
  one.saw(0, [...range(1, 10), 'lost77']);
  expect(one.check()).toMatchObject({ issues: [], unsure: 1 });
});

test('what was refused is known again, beside what was never answered', () => {
  const one = setUp(10);
  one.books.unknown(group, 'lost');
  one.books.refused(group, 'bad', refusal);
  one.saw(0, [...range(1, 10), 'bad', 'lost']);
  expect(one.kinds()).toEqual(['refused']);
});

test('a base that nobody told is the beginning for who was there before the first message', () => {
  const after = Date.now() + 60_000;
  const was = setUp(10);
  was.saw(1, range(2, 10), { isAssumed: true, sinceMs: 1 });
  expect(was.kinds()).toEqual(['missing']);
  const came = setUp(10);
  came.saw(1, range(2, 10), { isAssumed: true, sinceMs: after });
  expect(came.kinds()).toEqual([]);
});

test('a message that the own devices saw is stored, though nobody was told', () => {
  const one = setUp(10);
  one.books.sent(group);
  one.books.unknown(group, 'lost');
  one.books.acked(group, 11, 'lost');
  one.saw(0, [...range(1, 10), 'lost']);
  expect(one.check()).toMatchObject({ issues: [], exact: 1 });
  expect(one.books.conversations.get(group)).toMatchObject({
    acked: 11,
    unknown: 0,
    unanswered: 1,
  });
});
