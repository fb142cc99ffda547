import { describe, expect, test } from 'bun:test';
import { SeededRandom } from '@eagre/testkit';
import { DisplayCap } from './display-cap.ts';
import { countByRank } from './sampler.ts';
import { chat, ranks, tier } from './test/chat-fixture.ts';

const random = new SeededRandom(1);
const viewers = (count: number) => Array.from({ length: count }, (_, i) => chat(`${i}`, `u${i}`));
const gifts = (count: number) =>
  Array.from({ length: count }, (_, i) => chat(`g${i}`, `g${i}`, ranks.gift));

/** Offers so many messages each window for so long; says how many are shown in each. */
function shownBy(cap: DisplayCap, values: { windowMs: number; perSecond: number }, each: number[]) {
  const { windowMs, perSecond } = values;
  return each.map((count, window) => {
    const items = viewers(count);
    const chosen = tier({ windowMs, displayPerSecond: perSecond });
    return cap.pick(items, chosen, window * windowMs, random).kept.length;
  });
}

describe('the display cap', () => {
  test('0 is no cap', () => {
    const cap = new DisplayCap();
    expect(shownBy(cap, { windowMs: 100, perSecond: 0 }, [9, 900, 9000])).toEqual([9, 900, 9000]);
  });

  test('what is shown in the long run is the rate, fractions included', () => {
    const cap = new DisplayCap();
    const shown = shownBy(
      cap,
      { windowMs: 150, perSecond: 7 },
      Array.from({ length: 2001 }, () => 50),
    );
    const sum = shown.reduce((a, b) => a + b, 0);
    // 300 s, and what was saved up before the first window.
    expect(sum).toBe(300 * 7 + 7);
    expect(Math.max(...shown.slice(1))).toBe(2);
  });

  test('a quiet time is saved up for a second, or for one and a half windows, and no more', () => {
    const quiet = [100, 0, 0, 0, 0, 100];
    expect(shownBy(new DisplayCap(), { windowMs: 1000, perSecond: 20 }, quiet)).toEqual([
      30, 0, 0, 0, 0, 30,
    ]);
    expect(shownBy(new DisplayCap(), { windowMs: 500, perSecond: 20 }, quiet).at(-1)).toBe(20);
    expect(shownBy(new DisplayCap(), { windowMs: 0, perSecond: 20 }, [100, 100])).toEqual([20, 0]);
  });

  test('gifts borrow from the time to come, and viewers pay it back', () => {
    const cap = new DisplayCap();
    const rule = tier({ windowMs: 1000, displayPerSecond: 10 });
    expect(cap.pick(viewers(50), rule, 0, random).kept).toHaveLength(15);
    const mixed = cap.pick([...viewers(50), ...gifts(18)], rule, 1000, random);
    expect(countByRank(mixed.kept)).toEqual([0, 18, 0, 0]);
    expect(cap.pick(viewers(50), rule, 2000, random).kept).toHaveLength(2);
    expect(cap.pick(viewers(50), rule, 3000, random).kept).toHaveLength(10);
  });

  test('what they may borrow is bounded', () => {
    const cap = new DisplayCap();
    const rule = tier({ windowMs: 1000, displayPerSecond: 10 });
    const shown = [0, 1000, 2000, 3000].map(
      (atMs) => cap.pick(gifts(500), rule, atMs, random).kept.length,
    );
    expect(shown).toEqual([30, 10, 10, 10]);
  });

  test('a cap that is set while running begins with what one may save', () => {
    const cap = new DisplayCap();
    expect(cap.pick(viewers(500), tier(), 0, random).kept).toHaveLength(500);
    const capped = tier({ displayPerSecond: 10 });
    expect(cap.pick(viewers(500), capped, 10, random).kept).toHaveLength(10);
  });
});
