import { expect, test } from 'bun:test';
import { gap, joined, said, sending } from './test/lines.ts';
import { countNewer, firstUnread } from './unread-mark.ts';

const lines = [
  said(1, 'ann', 0),
  said(2, 'me', 0, { own: true }),
  joined(3, 'bob', 0),
  said(4, 'ann', 0),
  gap(5),
  said(6, 'ann', 0, { recalled: true }),
  said(7, 'bob', 0),
  sending('s', 0),
];

test('the mark goes over the first message of others after what was read', () => {
  expect(firstUnread(lines, 0)).toBe('1');
  expect(firstUnread(lines, 1)).toBe('4');
  expect(firstUnread(lines, 4)).toBe('7');
  expect(firstUnread(lines, 7)).toBeUndefined();
});

test('where nobody knows what was read there is no mark', () => {
  expect(firstUnread(lines, undefined)).toBeUndefined();
});

test('own messages, joins and what was taken back are not counted as new', () => {
  expect(countNewer(lines, 0)).toBe(3);
  expect(countNewer(lines, 1)).toBe(2);
  expect(countNewer(lines, 7)).toBe(0);
});
