import { expect, test } from 'bun:test';
import { parseTrace } from './trace.ts';

const header = 'offsetMs,author,bytes';
const parse = (...lines: string[]) => parseTrace([header, ...lines, ''].join('\n'), 'trace.csv');

test('rows become messages, further columns are left aside', () => {
  expect(parse('0,7,12', '5,u8,0')).toEqual([
    { offsetMs: 0, author: '7', bytes: 12 },
    { offsetMs: 5, author: 'u8', bytes: 0 },
  ]);
  expect(parseTrace(`${header},text\r\n3,1,2,99\r\n`, 'a')).toHaveLength(1);
});

test.each([
  ['a missing column', ['1,2'], 'trace.csv:2 needs 3 columns: "1,2"'],
  ['a word for a number', ['1,2,3', 'x,2,3'], 'trace.csv:3 offsetMs'],
  ['a negative number', ['1,2,-3'], 'trace.csv:2 bytes'],
  ['a text past the limit', ['1,2,99999'], 'trace.csv:2 bytes must be a whole number from 0 to'],
  ['an author that is no name', ['1,a b,3'], 'trace.csv:2 author "a b"'],
  ['time that runs backwards', ['5,1,1', '4,1,1'], 'trace.csv:3 offsetMs 4 lies before 5'],
  ['an empty line in the middle', ['5,1,1', '', '6,1,1'], 'trace.csv:3 needs'],
])('%s is named with its line', (_what, lines, message) => {
  expect(() => parse(...lines)).toThrow(message);
});

test('a file without the columns or without rows is refused', () => {
  expect(() => parseTrace('a,b\n1,2', 'x.csv')).toThrow('x.csv:1 must start with the columns');
  expect(() => parse()).toThrow('no rows');
});
