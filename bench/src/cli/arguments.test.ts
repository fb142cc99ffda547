import { expect, test } from 'bun:test';
import { parseArguments } from './arguments.ts';
import type { Scenario } from './scenario.ts';

const scenario: Scenario = {
  name: 'group',
  about: '',
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
  expect(parse('--seconds=2', '--file=x=y', 'group').values).toEqual({
    seconds: 2,
    file: 'x=y',
    url: 'http://a',
  });
});

test('help needs no options, nothing at all is no scenario', () => {
  expect(parse('group', '--help')).toMatchObject({ help: true, values: {} });
  expect(parse().scenario).toBeUndefined();
});

test.each([
  [['grup'], 'no scenario "grup"; there are: group'],
  [['group', 'frames'], 'one scenario at a time'],
  [['group', '--sekonds', '3', '--file', 'a'], 'group has no option --sekonds; it has: --seconds'],
  [['group', '--seconds', '0', '--file', 'a'], '--seconds takes a number from 1 to 600, not "0"'],
  [['group', '--seconds', 'x', '--file', 'a'], 'not "x"'],
  [['group', '--seconds'], '--seconds needs a value'],
  [['group'], '--file is missing: a CSV file'],
  [['group', '-x'], 'unknown flag -x'],
])('%j is refused by name', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});
