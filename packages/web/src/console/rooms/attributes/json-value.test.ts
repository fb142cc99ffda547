import { expect, test } from 'bun:test';
import { readJson, writeJson } from './json-value.ts';

test('any JSON but null is a value', () => {
  expect(readJson(' {"a": [1]} ')).toEqual({ value: { a: [1] } });
  expect(readJson('false')).toEqual({ value: false });
  expect(readJson('0')).toEqual({ value: 0 });
  expect(readJson('""')).toEqual({ value: '' });
});

test('what is no value says what is wrong with it', () => {
  expect(readJson('  ')).toEqual({ error: 'empty' });
  expect(readJson('null')).toEqual({ error: 'null' });
  expect(readJson('{a: 1}')).toMatchObject({ error: 'syntax', detail: expect.any(String) });
});

test('what is written reads back', () => {
  const value = { itemId: 'sku-8', sizes: [38, 39] };
  expect(readJson(writeJson(value))).toEqual({ value });
});
