import { expect, test } from 'bun:test';
import { lineText, secondsUntil, silence } from './words.ts';

test('a line is one line, and no longer than fits', () => {
  expect(lineText({ kind: 'text', body: { text: ' a\n\n b ' } })).toBe('a b');
  expect(lineText({ kind: 'notice', body: { title: 'soon' } })).toBe('soon');
  expect(lineText({ kind: 'custom:x', body: {} })).toBe('[custom:x]');
  expect(lineText({ kind: 'text', body: { text: 'x'.repeat(500) } })).toHaveLength(140);
});

test('a mute ends by itself, or never; staff speaks while all are muted', () => {
  expect(silence({ mutedUntil: 0 }, false, 50)).toEqual({ why: 'muted' });
  expect(silence({ mutedUntil: 100 }, false, 50)).toEqual({ why: 'muted', untilMs: 100 });
  expect(silence({ mutedUntil: 100 }, false, 100)).toBeUndefined();
  expect(silence({ mutedAll: true }, false, 0)).toEqual({ why: 'mutedAll' });
  expect(silence({ mutedAll: true }, true, 0)).toBeUndefined();
  expect(silence({}, false, 0)).toBeUndefined();
});

test('seconds that are left are rounded up and never negative', () => {
  expect([1, 1000, 1001, -5].map((left) => secondsUntil(left, 0))).toEqual([1, 1, 2, 0]);
});
