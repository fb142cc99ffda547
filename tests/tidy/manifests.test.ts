import { expect, test } from 'bun:test';
import { lockFileIsWhole } from './lock-file.ts';
import { manifestsAreComplete } from './manifests.ts';
import { sourceFile } from './source-file.ts';

const good = {
  version: '0.1.0',
  description: 'A package',
  license: 'Apache-2.0',
  type: 'module',
  dependencies: { zod: '4.6.7' },
  peerDependencies: { ws: '^8.18.0' },
};
const check = (change: object, path = 'packages/client/package.json') =>
  manifestsAreComplete(sourceFile(path, JSON.stringify({ ...good, ...change })));

test('a complete manifest passes', () => {
  expect(check({})).toEqual([]);
  expect(check({ private: true }, 'bench/package.json')).toEqual([]);
});

test.each([
  ['license', { license: 'MIT' }],
  ['type', { type: 'commonjs' }],
  ['description', { description: undefined }],
  ['version', { version: undefined }],
  ['dependencies', { dependencies: { zod: '^4.6.7' } }],
  ['devDependencies', { devDependencies: { ws: 'latest' } }],
])('a wrong "%s" is named', (field, change) => {
  expect(check(change)).toHaveLength(1);
  expect(check(change)[0]).toContain(`"${field}"`);
});

test('what is not for publishing must be private', () => {
  expect(check({}, 'packages/testkit/package.json')).toHaveLength(1);
});

const lock = (packages: object) =>
  lockFileIsWhole(sourceFile('package-lock.json', JSON.stringify({ packages })));

test('a lock file entry without version or integrity is refused', () => {
  const entry = (fields: object) => lock({ '': {}, bench: {}, 'node_modules/a': fields });
  expect(entry({ version: '1.0.0', integrity: 'sha512-a' })).toEqual([]);
  expect(entry({ version: '1.0.0', optional: true })).toEqual([]);
  expect(entry({ resolved: 'bench', link: true })).toEqual([]);
  expect(entry({ optional: true })).toHaveLength(1);
  expect(entry({ version: '1.0.0' })).toHaveLength(1);
});

test('a lock file without the linter of a platform is refused', () => {
  const biome = { version: '2.6.8', integrity: 'sha512-a', optionalDependencies: { b: '2.6.8' } };
  expect(lock({ 'node_modules/@biomejs/biome': biome })).toHaveLength(1);
});
