import { expect, test } from 'bun:test';
import { matches, type Setting, sectionsOf, sizeText, valueText } from './setting-match.ts';

const setting: Setting = {
  name: 'roomTiers',
  section: 'rooms',
  description: 'How long a room waits',
  value: [{ windowMs: 250 }],
  isDefault: false,
};

test('all words have to be somewhere, in any case of letters', () => {
  expect(matches(setting, '')).toBe(true);
  expect(matches(setting, 'TIERS waits')).toBe(true);
  expect(matches(setting, 'windowms 250')).toBe(true);
  expect(matches(setting, 'tiers bus')).toBe(false);
});

test('values are shown as they would be written', () => {
  expect(valueText('info')).toBe('info');
  expect(valueText(3)).toBe('3');
  expect(valueText(false)).toBe('false');
  expect(valueText(setting.value)).toBe('[{"windowMs":250}]');
  expect(valueText('')).toBe('–');
  expect(valueText(undefined)).toBe('–');
});

test('settings stand in their sections, in the order of the server', () => {
  const bus = { ...setting, name: 'bus', section: 'store' };
  const last = { ...setting, name: 'rate' };
  expect(sectionsOf([setting, bus, last]).map(([section, rows]) => [section, rows.length])).toEqual(
    [
      ['rooms', 2],
      ['store', 1],
    ],
  );
});

test('lengths of time and sizes are told in words too, once they are hard to read', () => {
  const size = (name: string, value: unknown) =>
    sizeText({ ...setting, name, value })?.replace(/\s/, ' ');
  expect(size('recallMs', 120_000)).toBe('2 min');
  expect(size('outboxBytes', 262_144)).toBe('262 kB');
  expect(size('mergeMaxMs', 50)).toBeUndefined();
  expect(size('connections', 100_000)).toBeUndefined();
  expect(size('stampMs', '120000')).toBeUndefined();
});
