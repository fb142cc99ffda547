import { expect, test } from 'bun:test';
import { tierChange } from './tier-change.ts';

const tier = { windowMs: 250, flushItems: 500, displayPerSecond: 40, overridden: false };

test('nothing typed, the same typed, or a field made empty holds the room as it is', () => {
  const now = { windowMs: 250, flushItems: 500, displayPerSecond: 40 };
  expect(tierChange(tier, {})).toEqual(now);
  expect(tierChange(tier, { windowMs: 250 })).toEqual(now);
  expect(tierChange(tier, { windowMs: Number.NaN })).toEqual(now);
});

test('a room that follows its online count is set only in what was changed', () => {
  expect(tierChange(tier, { windowMs: 1000, flushItems: 500 })).toEqual({ windowMs: 1000 });
  expect(tierChange(tier, { displayPerSecond: 0 })).toEqual({ displayPerSecond: 0 });
});

test('a room that was set keeps what it was set to', () => {
  expect(tierChange({ ...tier, overridden: true }, { windowMs: 1000 })).toEqual({
    windowMs: 1000,
    flushItems: 500,
    displayPerSecond: 40,
  });
});
