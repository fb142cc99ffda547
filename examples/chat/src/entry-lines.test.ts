import { describe, expect, test } from 'bun:test';
import type { ConversationEntry } from '@eagre/protocol';
import { entryLine, personalLine } from './entry-lines.ts';
import { makePaint } from './paint.ts';
import { timeOfDay } from './time-of-day.ts';

const reader = { user: 'ann', paint: makePaint(false) };
const at = new Date(2026, 0, 2, 9, 5).getTime();
const line = (entry: object) => entryLine(entry as ConversationEntry, 12, reader);
const message = { type: 'message', from: 'bob', at, kind: 'text', body: { text: 'hi' } };

describe('lines of entries', () => {
  test('place, time, who, what', () => {
    expect(timeOfDay(at)).toBe('09:05');
    expect(line(message)).toBe('  #12 09:05 bob: hi');
  });

  test('an own message that stands in the order is marked as sent', () => {
    expect(line({ ...message, from: 'ann' })).toBe('  #12 09:05 ann: hi ✓');
  });

  test.each([
    [{ ...message, kind: 'item', body: { itemId: '1', title: 'Hat' } }, 'bob: [item] Hat'],
    [{ ...message, kind: 'custom:vote', body: { yes: 1 } }, 'bob: [custom:vote] {"yes":1}'],
    [{ ...message, body: {}, recalled: true }, 'bob: (taken back)'],
    [{ type: 'members', at, by: 'bob', joined: ['bob'] }, '* bob joined'],
    [{ type: 'members', at, by: 'bob', joined: ['cat', 'dan'] }, '* bob brought in cat, dan'],
    [{ type: 'members', at, by: 'bob', left: ['bob'] }, '* bob left'],
    [{ type: 'members', at, by: 'bob', left: ['cat'] }, '* bob removed cat'],
    [{ type: 'recall', at, by: 'bob', target: 7 }, '* bob took back #7'],
    [{ type: 'info', at, by: 'bob', name: 'New' }, '* bob named the group "New"'],
    [{ type: 'later', at }, '* {"type":"later","at":'],
  ])('%o', (entry, expected) => {
    expect(line(entry)).toStartWith(`  #12 09:05 ${expected}`);
  });

  test('a personal message says so, and has no place of its own', () => {
    expect(personalLine(message as never, reader)).toBe('      09:05 (only you) bob: hi');
  });

  test("other people's text cannot steer the terminal", () => {
    const text = 'a\x1b[2Jb\r\n\x07c\u009bd\u202ee';
    expect(line({ ...message, body: { text } })).toBe('  #12 09:05 bob: a·[2Jb ·c·d·e');
    const name = '\x1b]0;x\x07';
    expect(line({ type: 'info', at, by: 'bob', name })).not.toContain('\x1b');
    expect(line({ ...message, kind: 'custom:x', body: { text } })).not.toContain('\x1b');
  });

  test('a user has one colour', () => {
    const paint = makePaint(true);
    expect(paint.user('bob')).toBe(paint.user('bob'));
    expect(paint.user('bob')).toContain('\x1b[');
  });
});
