import { expect, test } from 'bun:test';
import { misfits } from '../../../test/same-texts.ts';
import { en } from './en.ts';
import { zh } from './zh.ts';

test('the texts of the parts fit together in both languages', () => {
  expect(misfits(en, zh)).toEqual([]);
});

test('what does not fit is found', () => {
  const english = { a: 'A', b: { c: 'C', d: '{{n}} of {{m}}' }, e_one: 'one', e_other: '{{n}}' };
  const chinese = { a: ' ', b: { d: '{{n}}' }, e_other: '{{n}}', f: 'F' };
  expect(misfits(english, chinese)).toEqual([
    'b.c is not in zh',
    'f is not in en',
    'a is empty',
    'b.d has other values in zh',
  ]);
});
