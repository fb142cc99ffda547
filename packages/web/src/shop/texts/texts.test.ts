import { expect, test } from 'bun:test';
import type { Texts } from '../../common/i18n.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

/** Every key with the places that its text has. */
function keysOf(texts: Texts, path = ''): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string'
      ? [`${path}${key} ${[...value.matchAll(/\{\{(\w+)\}\}/g)].map(([, name]) => name).sort()}`]
      : keysOf(value, `${path}${key}.`),
  );
}

test('both languages have the same keys, with the same places in them', () => {
  expect(keysOf(zh).sort()).toEqual(keysOf(en).sort());
});

test('no text is empty, and no Chinese one was left in English', () => {
  const flat = (texts: Texts): string[] =>
    Object.values(texts).flatMap((value) => (typeof value === 'string' ? [value] : flat(value)));
  expect(flat(en).filter((text) => text.trim() === '')).toEqual([]);
  expect(
    flat(zh).filter((text) => /[A-Za-z]{4,}/.test(text.replace(/\{\{\w+\}\}|Eagre/g, ''))),
  ).toEqual([]);
});
