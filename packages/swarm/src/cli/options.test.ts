import { expect, test } from 'bun:test';
import type { OptionTable } from '../engine/scenario.ts';
import { nearest } from './nearest.ts';
import { givenNames, parseOptions } from './options.ts';

const table = {
  devices: { type: 'number', about: 'how many', default: 100, min: 1, max: 20_000 },
  file: { type: 'text', about: 'a trace' },
  name: { type: 'text', about: 'what it is called', default: 'x' },
  fault: { type: 'text', about: 'what breaks', default: '', isList: true },
  serve: { type: 'flag', about: 'own server' },
  cluster: { type: 'number', about: 'of its own', default: 0, min: 1, max: 9, bare: 3 },
} as const satisfies OptionTable;

const parse = (...args: string[]) => parseOptions(args, table, 'chat');

test('values, equal signs, flags, lists and defaults', () => {
  expect(parse('--file', 'a.csv')).toEqual({
    devices: 100,
    file: 'a.csv',
    name: 'x',
    fault: '',
    serve: 0,
    cluster: 0,
  });
  const all = ['--devices=1_000', '--file', 'a=b', '--name=c=d', '--serve'];
  expect(parse(...all, '--fault', 'kill@3', '--fault=cut@4')).toEqual({
    devices: 1000,
    file: 'a=b',
    name: 'c=d',
    fault: 'kill@3 cut@4',
    serve: 1,
    cluster: 0,
  });
});

test.each([
  [['--device', '5', '--file', 'a'], 'chat has no option --device; did you mean --devices?'],
  [
    ['--zzz', '5'],
    'chat has no option --zzz; it has: --devices, --file, --name, --fault, --serve, --cluster',
  ],
  [['--devices', '0', '--file', 'a'], '--devices takes a number from 1 to 20000, not "0"'],
  [['--devices', 'many', '--file', 'a'], '--devices takes a number from 1 to 20000, not "many"'],
  [['--devices'], '--devices needs a value'],
  [['--file='], '--file needs a value'],
  [['--serve=1'], '--serve takes no value'],
  [['--name', 'a', '--name', 'b'], '--name is given twice'],
  [['much'], '"much" is no option of chat; options begin with --'],
  [[], '--file is missing: a trace'],
])('%p is refused', (args, message) => {
  expect(() => parse(...args)).toThrow(message);
});

test('a number may have a value for when its name stands alone', () => {
  expect(parse('--file', 'a', '--cluster')).toMatchObject({ cluster: 3 });
  expect(parse('--cluster', '--file', 'a')).toMatchObject({ cluster: 3 });
  expect(parse('--cluster', '5', '--file', 'a')).toMatchObject({ cluster: 5 });
  expect(parse('--cluster=2', '--file', 'a')).toMatchObject({ cluster: 2 });
  expect(() => parse('--cluster', '0', '--file', 'a')).toThrow('from 1 to 9');
});

test('which options were given', () => {
  expect([...givenNames(['--a', '5', '--b=6', '--c'])]).toEqual(['a', 'b', 'c']);
});

test('a slip of the finger is understood, a strange word is not', () => {
  const names = ['chat-burst', 'hop', 'soak'];
  expect(nearest('chat-brust', names)).toBe('chat-burst');
  expect(nearest('hpo', names)).toBeUndefined();
  expect(nearest('soa', names)).toBe('soak');
  expect(nearest('rain', names)).toBeUndefined();
});
