import { expect, test } from 'bun:test';
import type { ConversationLine } from '@eagre/client/react';
import { rowsOf } from './rows.ts';
import { gap, joined, said, sending } from './test/lines.ts';

const noon = new Date(2026, 10, 23, 12).getTime();
const minute = 60_000;

function rows(lines: readonly ConversationLine[], unreadKey?: string) {
  return rowsOf(lines, { from: 0, to: lines.length }, unreadKey).map((row) => {
    if (row.type !== 'bubble') return row.type;
    return `${row.line.key}${row.first ? ' first' : ''}${row.last ? ' last' : ''}`;
  });
}

test('what one person says in one go stands together', () => {
  const lines = [
    said(1, 'ann', noon),
    said(2, 'ann', noon + minute),
    said(3, 'bob', noon + 2 * minute),
    said(4, 'ann', noon + 3 * minute),
  ];
  expect(rows(lines)).toEqual(['day', '1 first', '2 last', '3 first last', '4 first last']);
});

test('what one said oneself and what another said are two things', () => {
  const lines = [said(1, 'me', noon, { own: true }), said(2, 'ann', noon)];
  expect(rows(lines)).toEqual(['day', '1 first last', '2 first last']);
});

test('a pause of five minutes parts two messages', () => {
  const near = [said(1, 'ann', noon), said(2, 'ann', noon + 5 * minute - 1)];
  const far = [said(1, 'ann', noon), said(2, 'ann', noon + 5 * minute)];
  expect(rows(near)).toEqual(['day', '1 first', '2 last']);
  expect(rows(far)).toEqual(['day', '1 first last', '2 first last']);
});

test('each day has its mark once, and parts what stands around it', () => {
  const midnight = new Date(2026, 10, 24).getTime();
  const lines = [said(1, 'ann', midnight - 1), said(2, 'ann', midnight), said(3, 'ann', midnight)];
  expect(rows(lines)).toEqual(['day', '1 first last', 'day', '2 first', '3 last']);
});

test('a gap has no time: it neither begins a day nor hides that one began', () => {
  const nextDay = new Date(2026, 10, 24, 9).getTime();
  const same = [said(1, 'ann', noon), gap(2), said(3, 'ann', noon)];
  expect(rows(same)).toEqual(['day', '1 first last', 'quiet', '3 first last']);
  const next = [said(1, 'ann', noon), gap(2), said(3, 'ann', nextDay)];
  expect(rows(next)).toEqual(['day', '1 first last', 'quiet', 'day', '3 first last']);
});

test('the unread mark stands over its line and parts what one person said', () => {
  const lines = [said(1, 'ann', noon), said(2, 'ann', noon), said(3, 'ann', noon)];
  expect(rows(lines, '2')).toEqual(['day', '1 first last', 'unread', '2 first', '3 last']);
});

test('joins and messages taken back are quiet lines', () => {
  const lines = [joined(1, 'ann', noon), said(2, 'ann', noon, { recalled: true, body: {} })];
  expect(rows(lines)).toEqual(['day', 'quiet', 'quiet']);
});

test('a message under way stands with those that were stored', () => {
  const mine = said(1, 'me', noon, { own: true });
  expect(rows([mine, sending('a', noon)])).toEqual(['day', '1 first', 'a last']);
});

test('a personal message stands apart', () => {
  const personal = { ...said(1, 'ann', noon), type: 'personal', key: 'p' } as ConversationLine;
  const lines = [said(1, 'ann', noon), personal, said(2, 'ann', noon)];
  expect(rows(lines)).toEqual(['day', '1 first last', 'p first last', '2 first last']);
});

test('a window begins with its day, and knows what stands beyond its end', () => {
  const lines = [1, 2, 3, 4].map((syncId) => said(syncId, 'ann', noon));
  const shown = rowsOf(lines, { from: 1, to: 3 }, undefined);
  expect(shown.map(({ type }) => type)).toEqual(['day', 'bubble', 'bubble']);
  expect(shown[2]).toMatchObject({ first: false, last: false });
});
