import { expect, test } from 'bun:test';
import { noMachinePaths, noRegistryHosts } from './machine-traces.ts';
import { namesAreKebabCase, noBarrelInsidePackage, noRecordedTraces } from './names.ts';
import { type FileRule, sourceFile } from './source-file.ts';

const refuses = (rule: FileRule, path: string, text = '') =>
  rule(sourceFile(path, text)).length > 0;

test.each([
  ['packages/server/src/fan-out.test.ts', false],
  ['.ci/run', false],
  ['docs/adr/0001-no-redis.md', false],
  ['docs/ARCHITECTURE.md', false],
  ['.editorconfig', false],
  ['packages/server/src/fanOut.ts', true],
  ['packages/server/src/FanOut/a.ts', true],
  ['packages/server/src/fan_out.ts', true],
])('kebab-case: %s refused: %p', (path, expected) => {
  expect(refuses(namesAreKebabCase, path)).toBe(expected);
});

test('index.ts is for the edge of a package', () => {
  expect(refuses(noBarrelInsidePackage, 'packages/client/src/index.ts')).toBe(false);
  expect(refuses(noBarrelInsidePackage, 'packages/client/src/storage/index.ts')).toBe(true);
});

test('recorded traces are refused', () => {
  expect(refuses(noRecordedTraces, 'bench/data/show.csv')).toBe(true);
  expect(refuses(noRecordedTraces, 'bench/src/csv.ts')).toBe(false);
});

test('paths of one machine are refused, likenesses are not', () => {
  const inHome = ['', 'home', 'ann', 'eagre'].join('/');
  expect(refuses(noMachinePaths, 'a.md', `see ${inHome}`)).toBe(true);
  expect(refuses(noMachinePaths, 'a.md', ['', 'root', 'x'].join('/'))).toBe(true);
  expect(refuses(noMachinePaths, 'a.md', 'https://a.example/home/page and src/home/x')).toBe(false);
});

test('registry hosts are refused', () => {
  const host = ['registry', 'npmjs', 'org'].join('.');
  expect(refuses(noRegistryHosts, 'package-lock.json', `https://${host}/zod`)).toBe(true);
  expect(refuses(noRegistryHosts, 'a.ts', 'registry.register(x); new Registry()')).toBe(false);
});
