import { describe, expect, test } from 'bun:test';
import type { ConversationEntry, PersonalEntry } from '@eagre/protocol';
import { type Item, Opening } from './opening.ts';

const entry = (n: number) => ({ type: 'message', at: n, from: 'a' }) as ConversationEntry;
const live = (syncId: number): Item => ({ type: 'entry', syncId, entry: entry(syncId) });
const personal = (syncId: number, at: number): Item => ({
  type: 'personal',
  syncId,
  entry: { type: 'message', at, from: 'a' } as never,
});
const history = (first: number, last: number, own: Item[] = []) => ({
  first,
  items: Array.from({ length: last - first + 1 }, (_, index) => entry(first + index)),
  personal: own as unknown as PersonalEntry[],
});
const names = (items: Item[]) =>
  items.map(({ type, syncId }) => (type === 'entry' ? `${syncId}` : `p${syncId}`)).join(' ');

describe('opening a conversation', () => {
  test('nothing is shown before the history', () => {
    const opening = new Opening();
    expect(opening.live(live(5))).toEqual([]);
    expect(names(opening.open(history(2, 5)))).toBe('2 3 4 5');
    expect(names(opening.live(live(6)))).toBe('6');
  });

  test('what the history has shown is not shown again', () => {
    const opening = new Opening();
    expect(names(opening.open(history(3, 5)))).toBe('3 4 5');
    expect(names([4, 5, 6, 7].flatMap((n) => opening.live(live(n))))).toBe('6 7');
  });

  test('all that was missed is shown, also what is older than the history', () => {
    const opening = new Opening();
    for (const n of [2, 3]) opening.live(live(n));
    expect(names(opening.open(history(5, 8)))).toBe('2 3');
    expect(names([4, 5, 6, 7, 8, 9].flatMap((n) => opening.live(live(n))))).toBe('4 5 6 7 8 9');
  });

  test('an empty conversation opens too', () => {
    const opening = new Opening();
    expect(opening.open({ first: 1, items: [], personal: [] })).toEqual([]);
    expect(names(opening.live(live(1)))).toBe('1');
  });

  test('personal messages stand behind their anchor, once', () => {
    const opening = new Opening();
    opening.live(personal(4, 77));
    const own = [personal(3, 70), personal(4, 77)];
    expect(names(opening.open(history(3, 4, own)))).toBe('3 p3 4 p4');
  });
});
