import { expect, test } from 'bun:test';
import { sourceFile } from './source-file.ts';
import { noForbiddenWords, noGlobalTimeOrChance, noUnfinishedMarks } from './words.ts';

const words = (text: string, path = 'packages/server/src/a.ts') =>
  noForbiddenWords(sourceFile(path, text));

test.each([
  ['enum', 'export enum Kind { A }'],
  ['const enum', 'const enum Kind { A }'],
  ['default export', 'export default 1;'],
  ['any as a type', 'let a: any;'],
  ['any as an argument', 'new Map<string, any>()'],
  ['any by assertion', 'const a = b as any;'],
  ['any in a list', 'type A = any[];'],
  ['only', "test.only('a', f);"],
  ['skip', "describe.skip('a', f);"],
])('%s is refused', (_name, text) => {
  expect(words(text)).toHaveLength(1);
});

test('the same words in comments, strings and other names pass', () => {
  expect(words("// any enum\nconst a = ': any'; expect.any(Number); Promise.any(b);")).toEqual([]);
  expect(words("test.skipIf(noPostgres)('a', f); const enumerate = 1;")).toEqual([]);
  expect(words('export default {};', 'vite.config.ts')).toEqual([]);
});

test('a violation names file and line', () => {
  expect(words('\n\nlet a: any;')[0]).toStartWith('packages/server/src/a.ts:3 ');
});

test('marks of unfinished work are refused, in comments too', () => {
  const mark = ['TO', 'DO'].join('');
  expect(noUnfinishedMarks(sourceFile('a.ts', `// ${mark}: later`))).toHaveLength(1);
  expect(noUnfinishedMarks(sourceFile('a.mjs', `'${'X'.repeat(3)}'`))).toHaveLength(1);
  expect(noUnfinishedMarks(sourceFile('a.ts', '// every mode is XXL'))).toEqual([]);
});

const globals = (text: string, path = 'packages/client/src/a.ts') =>
  noGlobalTimeOrChance(sourceFile(path, text));

test.each([
  'Date.now()',
  'new Date()',
  'Math.random()',
  'performance.now()',
  'setTimeout(f, 1)',
  'setInterval(f, 1)',
  'globalThis.Date.now()',
  'globalThis.setTimeout(f, 1)',
])('%s is refused in server and client', (text) => {
  expect(globals(text)).toHaveLength(1);
});

test('time is free where the real clock is made, in tests and tools, and when handed in', () => {
  expect(globals('clock.now(); timers.setTimeout(f, 1); new Date(ms)')).toEqual([]);
  expect(globals('Date.now()', 'packages/protocol/src/clock.ts')).toEqual([]);
  expect(globals('Date.now()', 'packages/server/src/main.ts')).toEqual([]);
  expect(globals('Date.now()', 'packages/client/src/a.test.ts')).toEqual([]);
  expect(globals('Date.now()', 'bench/src/a.ts')).toEqual([]);
});
