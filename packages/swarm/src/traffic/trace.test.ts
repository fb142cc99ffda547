import { expect, test } from 'bun:test';
import { busiest, parseTrace } from './trace.ts';

const header = 'offsetMs,author,bytes';
const parse = (...lines: string[]) => parseTrace([header, ...lines, ''].join('\n'), 'trace.csv');

test('rows become messages, further columns are left aside', () => {
  expect(parse('0,7,12', '5,u8,0')).toEqual([
    { offsetMs: 0, author: '7', bytes: 12 },
    { offsetMs: 5, author: 'u8', bytes: 0 },
  ]);
  expect(parseTrace(`${header},text\r\n3,1,2,99\r\n`, 'a')).toEqual([
    { offsetMs: 3, author: '1', bytes: 2, text: '99' },
  ]);
  expect(parseTrace(`${header},other\n3,1,2,99`, 'a')[0]).not.toHaveProperty('text');
});

test.each([
  ['a missing column', ['1,2'], 'trace.csv:2 needs 3 columns (offsetMs,author,bytes): "1,2"'],
  ['a word for a number', ['1,2,3', 'x,2,3'], 'trace.csv:3 offsetMs'],
  ['a negative number', ['1,2,-3'], 'trace.csv:2 bytes'],
  ['a text past the limit', ['1,2,99999'], 'trace.csv:2 bytes must be a whole number from 0 to'],
  ['an author that is no name', ['1,a b,3'], 'trace.csv:2 author "a b"'],
  ['time that runs backwards', ['5,1,1', '4,1,1'], 'trace.csv:3 offsetMs 4 lies before 5'],
  ['an empty line in the middle', ['5,1,1', '', '6,1,1'], 'trace.csv:3 needs'],
  ['the first of two empty lines', ['5,1,1', '', '', '6,1,1'], 'trace.csv:3 needs'],
])('%s is named with its line', (_what, lines, message) => {
  expect(() => parse(...lines)).toThrow(message);
});

test('a file without the columns or without rows is refused', () => {
  expect(() => parseTrace('a,b\n1,2', 'x.csv')).toThrow('x.csv:1 must start with the columns');
  expect(() => parse()).toThrow('no rows');
});

test('the busiest part of a trace is cut out and starts at 0', () => {
  const rows = parse('0,1,1', '1000,2,1', '1100,3,1', '1200,4,1', '5000,5,1');
  expect(busiest(rows, 200).map(({ offsetMs, author }) => [offsetMs, author])).toEqual([
    [0, '2'],
    [100, '3'],
    [200, '4'],
  ]);
  expect(busiest(rows, 100)).toHaveLength(2);
  const even = parse('0,1,1', '200,1,1', '250,1,1', '300,1,1', '310,1,1');
  expect(busiest(even, 250).map(({ offsetMs }) => offsetMs)).toEqual([0, 50, 100, 110]);
  expect(busiest(rows, 60_000)).toHaveLength(5);
  expect(busiest(rows, 0)).toHaveLength(1);
});
