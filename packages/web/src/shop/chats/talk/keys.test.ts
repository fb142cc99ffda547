import { expect, test } from 'bun:test';
import { mostCharacters, sends, wordsToSend } from './keys.ts';
import { nextStep } from './message-steps.ts';
import type { BubbleLine } from './rows.ts';
import { mayTakeBack } from './take-back.ts';
import { said, sending } from './test/lines.ts';
import { wayIdOf } from './way-id.ts';

const enter = { key: 'Enter', shiftKey: false, isComposing: false, keyCode: 13 };

test('Enter sends; Shift and Enter break the line', () => {
  expect(sends(enter)).toBe(true);
  expect(sends({ ...enter, shiftKey: true })).toBe(false);
  expect(sends({ ...enter, key: 'a', keyCode: 65 })).toBe(false);
});

test('Enter that picks a word of an input method sends nothing', () => {
  expect(sends({ ...enter, isComposing: true, keyCode: 229 })).toBe(false);
  expect(sends({ ...enter, isComposing: true })).toBe(false);
  // As Safari tells it.
  expect(sends({ ...enter, keyCode: 229 })).toBe(false);
});

test('nothing but blanks is not sent; lines inside stay', () => {
  expect(wordsToSend(' \n ')).toBeUndefined();
  expect(wordsToSend('\n one\n\n two ')).toBe('one\n\n two');
});

test('what is sent fits the wire, in Chinese too', () => {
  const words = wordsToSend('货'.repeat(mostCharacters + 100)) ?? '';
  expect(words).toHaveLength(mostCharacters);
  expect(Buffer.byteLength(JSON.stringify({ text: words }))).toBeLessThan(16 * 1024);
});

test('arrow keys go from the newest message up and back, and stop at both ends', () => {
  expect(nextStep('ArrowUp', -1, 3)).toBe(2);
  expect(nextStep('ArrowUp', 2, 3)).toBe(1);
  expect(nextStep('ArrowUp', 0, 3)).toBeUndefined();
  expect(nextStep('ArrowDown', 1, 3)).toBe(2);
  expect(nextStep('ArrowDown', 2, 3)).toBeUndefined();
  expect(nextStep('ArrowUp', -1, 0)).toBeUndefined();
});

test('one takes back own messages for two minutes, those who keep order all of them', () => {
  const mine = said(1, 'me', 1000, { own: true });
  expect(mayTakeBack(mine, 1000 + 119_999, false)).toBe(true);
  expect(mayTakeBack(mine, 1000 + 120_000, false)).toBe(false);
  expect(mayTakeBack(said(2, 'ann', 1000), 1000, false)).toBe(false);
  expect(mayTakeBack(said(2, 'ann', 1000), 1e9, true)).toBe(true);
  expect(mayTakeBack(sending('s', 1000) as BubbleLine, 1000, true)).toBe(false);
});

test('the console finds a message by its sender’s id, or by its place', () => {
  expect(wayIdOf(said(7, 'ann', 0, { clientId: 'c1' as never }))).toBe('c1');
  expect(wayIdOf(said(7, 'ann', 0))).toBe('group:tea~1~7');
});
