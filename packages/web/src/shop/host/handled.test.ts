import { expect, test } from 'bun:test';
import { deedsOf, type Handled, handledAfter, isDeed } from './handled.ts';

test('the last deed about somebody stands, and taking it back takes him off', () => {
  let handled: readonly Handled[] = [];
  handled = handledAfter(handled, 'ann', 'mute');
  handled = handledAfter(handled, 'bob', 'ban');
  handled = handledAfter(handled, 'ann', 'ban');
  expect(handled).toEqual([
    { user: 'ann', deed: 'ban' },
    { user: 'bob', deed: 'ban' },
  ]);
  expect(handledAfter(handled, 'bob', 'unban')).toEqual([{ user: 'ann', deed: 'ban' }]);
});

test('the list is bounded', () => {
  let handled: readonly Handled[] = [];
  for (let n = 0; n < 50; n += 1) handled = handledAfter(handled, `u${n}`, 'mute');
  expect(handled).toHaveLength(20);
  expect(handled[0]?.user).toBe('u49');
});

test('what can be done follows from what was done', () => {
  expect(deedsOf(undefined)).toEqual(['mute', 'muteLong', 'ban']);
  expect(deedsOf('muteLong')).toEqual(['unmute', 'ban']);
  expect(deedsOf('ban')).toEqual(['unban']);
  expect([isDeed('ban'), isDeed('close')]).toEqual([true, false]);
});
