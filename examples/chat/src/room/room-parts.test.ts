import { describe, expect, test } from 'bun:test';
import type { RoomMessageEvent } from '@eagre/client';
import { FakeClock } from '@eagre/testkit';
import { Countdowns } from './countdowns.ts';
import { JoinNotes, joinText } from './join-notes.ts';
import { ShownEntries } from './shown-entries.ts';

describe('who came in', () => {
  test.each([
    [['ann'], 1, 'ann came in'],
    [['ann', 'bob'], 2, 'ann and bob came in'],
    [['ann', 'bob'], 3, 'ann, bob and 1 other came in'],
    [['ann'], 129, 'ann and 128 others came in'],
    [[], 7, '7 came in'],
  ] as [string[], number, string][])('%p of %d', (names, count, text) => {
    expect(joinText(names, count)).toBe(text);
  });

  test('is told at once, and then for some seconds together', async () => {
    const clock = new FakeClock();
    const told: string[] = [];
    const joins = new JoinNotes(clock, (text) => told.push(text));
    joins.add([], 0);
    joins.add(['ann'], 0);
    expect(told).toEqual(['* ann came in']);
    joins.add(['bob', 'cat', 'dan'], 40);
    joins.add(['bob'], 6);
    await clock.advance(3000);
    expect(told.slice(1)).toEqual(['* bob, cat and 48 others came in']);
    await clock.advance(60_000);
    expect(told).toHaveLength(2);
    expect(clock.pendingTimers).toBe(0);
    joins.add(['eve'], 0);
    expect(told.at(-1)).toBe('* eve came in');
    joins.add(['fay'], 0);
    joins.clear();
    await clock.advance(60_000);
    expect(told).toHaveLength(3);
  });
});

describe('countdowns', () => {
  const message = (syncId: number) => ({ epoch: 1, syncId }) as RoomMessageEvent;

  test('tell of the next one, until it has opened or should have', () => {
    const countdowns = new Countdowns();
    expect(countdowns.nextMs(0)).toBeUndefined();
    countdowns.add(message(1), 5000);
    countdowns.add(message(2), 3000);
    expect(countdowns.nextMs(1000)).toBe(2000);
    countdowns.opened(message(2));
    expect(countdowns.nextMs(1000)).toBe(4000);
    expect(countdowns.nextMs(5000)).toBeUndefined();
    countdowns.clear();
    expect(countdowns.nextMs(0)).toBeUndefined();
  });
});

describe('entries that stand on the screen', () => {
  async function isDone(promise: Promise<void>): Promise<boolean> {
    return Promise.race([promise.then(() => true), Promise.resolve().then(() => false)]);
  }

  test('release who waits for them, and nobody else', async () => {
    const shown = new ShownEntries();
    const [second, third] = [shown.until(2), shown.until(3)];
    shown.shown(1);
    expect(await isDone(second)).toBe(false);
    shown.shown(2);
    await second;
    expect(await isDone(third)).toBe(false);
    await shown.until(1);
    shown.end();
    await third;
    await shown.until(4);
  });

  test('of another log begin anew', async () => {
    const shown = new ShownEntries();
    shown.shown(9);
    const tenth = shown.until(10);
    shown.begin();
    await tenth;
    const first = shown.until(1);
    expect(await isDone(first)).toBe(false);
    shown.shown(1);
    await first;
  });
});
