import { expect, test } from 'bun:test';
import { parseArguments } from './arguments.ts';
import type { Scenario } from './scenario.ts';

const scenario: Scenario = {
  name: 'group',
  about: '',
  method: '',
  options: {
    seconds: { type: 'number', about: 'length', default: 4, min: 1, max: 600 },
    file: { type: 'text', about: 'a CSV file' },
    url: { type: 'text', about: 'the server', default: 'http://a' },
  },
  figures: {},
  run: () => Promise.reject(new Error('not run here')),
};
const parse = (...args: string[]) => parseArguments(args, new Map([['group', scenario]]));

test('options are resolved to complete values', () => {
  expect(parse('group', '--file', 'a.csv', '--json')).toMatchObject({
    scenario,
    json: true,
    values: { seconds: 4, file: 'a.csv', url: 'http://a' },
  });
  expect(parse('group', '--seconds=2', '--file=x=y').values).toEqual({
    seconds: 2,
    file: 'x=y',
    url: 'http://a',
    json: 0,
  });
});

test('help needs no options, nothing at all is no scenario', () => {
  expect(parse('group', '--help')).toMatchObject({ help: true, values: {} });
  expect(parse().scenario).toBeUndefined();
});

test.each([
  [['grup'], 'no scenario "grup"; there are: group'],
  [['group', 'frames'], '"frames" is no option of group'],
  [
    ['group', '--sekonds', '3', '--file', 'a'],
    'group has no option --sekonds; did you mean --seconds?',
  ],
  [['group', '--seconds', '0', '--file', 'a'], '--seconds takes a number from 1 to 600, not "0"'],
  [['group', '--seconds', 'x', '--file', 'a'], 'not "x"'],
  [['group', '--seconds'], '--seconds needs a value'],
  [['group'], '--file is missing: a CSV file'],
  [['group', '-x'], '"-x" is no option of group'],
])('%j is refused by name', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});
