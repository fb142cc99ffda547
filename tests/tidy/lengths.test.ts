import { expect, test } from 'bun:test';
import { checkLengths } from './lengths.ts';
import { sourceFile } from './source-file.ts';

const file = (path: string, lines: number) => sourceFile(path, 'x\n'.repeat(lines));
const short = [file('s1.ts', 10), file('s2.ts', 10), file('s3.ts', 10)];

test('a file of 300 lines passes, one more needs an entry', () => {
  expect(checkLengths([...short, file('a.ts', 300)], {})).toEqual([]);
  expect(checkLengths([...short, file('a.ts', 301)], {})).toHaveLength(1);
  expect(checkLengths([...short, file('a.ts', 301)], { 'a.ts': 301 })).toEqual([]);
});

test('an entry neither grows nor outlives its reason', () => {
  expect(checkLengths([...short, file('a.ts', 350)], { 'a.ts': 340 })[0]).toContain('grew');
  expect(checkLengths([...short, file('a.ts', 200)], { 'a.ts': 340 })[0]).toContain('no more');
  expect(checkLengths(short, { 'gone.ts': 340 })[0]).toContain('no more');
});

test('nothing lifts the wall at 500 lines', () => {
  expect(checkLengths([...short, file('a.ts', 501)], { 'a.ts': 501 })).toHaveLength(1);
});

test('the median is held, and only TypeScript counts', () => {
  const files = [file('a.ts', 121), file('b.tsx', 121), file('c.ts', 1)];
  expect(checkLengths(files, {})[0]).toContain('median');
  expect(checkLengths([file('a.md', 900)], {})).toEqual([]);
});
