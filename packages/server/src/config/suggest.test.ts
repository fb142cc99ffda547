import { expect, test } from 'bun:test';
import { didYouMean, nearest } from './suggest.ts';

const known = ['port', 'host', 'data', 'groupMembers'];

const cases: [word: string, expected: string | undefined][] = [
  ['prot', 'port'],
  ['pot', 'port'],
  ['hosts', 'host'],
  ['dat', 'data'],
  ['groupMember', 'groupMembers'],
  ['membersOfGroup', undefined],
  ['xyzzy', undefined],
];

for (const [word, expected] of cases) {
  test(`${word} → ${expected ?? 'nothing'}`, () => expect(nearest(word, known)).toBe(expected));
}

test('says so in words, or says nothing', () => {
  expect(didYouMean('prot', known)).toBe(' (did you mean port?)');
  expect(didYouMean('xyzzy', known)).toBe('');
  expect(didYouMean('port', [])).toBe('');
});
