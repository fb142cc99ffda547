import { expect, test } from 'bun:test';
import type { ConversationItem } from '@eagre/client/react';
import { lastLine } from './last-line.ts';

/** Tells the key and what goes into it. */
const t = (key: string, values: Record<string, unknown> = {}) =>
  [key.replace('chats.', ''), ...Object.values(values)].join('|');

type Last = NonNullable<ConversationItem['last']>;

function line(last: object | undefined, id = 'group:tea') {
  const item = { id, last: last && ({ at: 0, ...last } as Last) } as ConversationItem;
  return lastLine(item, 'me', t, 'en');
}

const text = { type: 'message', from: 'ann', kind: 'text', body: { text: 'hi' } };

test('in a group a message names its sender, between two only oneself', () => {
  expect(line(text)).toBe('said|ann|hi');
  expect(line({ ...text, from: 'me' })).toBe('said|you|hi');
  expect(line(text, 'direct:ann:me')).toBe('hi');
  expect(line({ ...text, from: 'me' }, 'direct:ann:me')).toBe('said|you|hi');
});

test('other kinds are told in words', () => {
  const item = { ...text, kind: 'item', body: { itemId: 'kettle', title: 'x', price: 1 } };
  expect(line(item)).toBe('said|ann|words.item|Whistling kettle ¥129');
  expect(line({ ...text, kind: 'notice', body: { title: 'Now' } })).toBe(
    'said|ann|words.notice|Now',
  );
  expect(line({ ...text, kind: 'custom:vote', body: {} })).toBe('said|ann|words.other|custom:vote');
  // A client that sends nonsense is not to break the list.
  expect(line({ ...text, body: { text: 7 } })).toBe('said|ann|');
});

test('what was taken back is not told any more', () => {
  expect(line({ ...text, body: {}, recalled: true })).toBe('events.recalled|ann');
  expect(line({ type: 'recall', by: 'me', target: 4 })).toBe('events.recalled|events.youFirst');
});

test('who came and went, by themselves or by others', () => {
  const members = { type: 'members', by: 'ann' };
  expect(line({ ...members, joined: ['ann'] })).toBe('events.joined|ann');
  expect(line({ ...members, left: ['ann'] })).toBe('events.left|ann');
  expect(line({ ...members, joined: ['ann', 'me', 'bob'] })).toBe(
    'events.added|events.youevents.commabob|ann',
  );
  expect(line({ ...members, left: ['me'] })).toBe('events.removed|events.you|ann');
});

test('many names are counted', () => {
  const joined = ['a', 'b', 'c', 'd', 'e'];
  expect(line({ type: 'members', by: 'ann', joined })).toBe(
    'events.added|events.andOthers|aevents.commabevents.commac|2|ann',
  );
});

test('a name that was given is told; nothing yet is empty', () => {
  expect(line({ type: 'info', by: 'ann', name: 'Tea' })).toBe('events.named|ann|Tea');
  expect(line({ type: 'info', by: 'ann', priority: 'high' })).toBe('events.changed|ann');
  expect(line(undefined)).toBe('');
});
