import { expect, test } from 'bun:test';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureDebianPackages, isThere, neededPackages, withFile } from './debian-packages.mjs';

const wanted = [
  { name: 'here', proof: '/here', without: 'this' },
  { name: 'gone', proof: '/gone', without: 'that' },
];

function run(system) {
  const did = [];
  ensureDebianPackages(wanted, {
    has: (proof) => proof === '/here',
    isRoot: () => true,
    hasApt: () => true,
    install: (names) => did.push(`install ${names}`) > 0,
    update: () => did.push('update') > 0,
    say: (line) => did.push(line),
    ...system(did),
  });
  return did;
}

test('only what is missing is installed, and the lists are fetched only when that fails', () => {
  expect(run(() => ({ has: () => true }))).toEqual([]);
  expect(run(() => ({})).slice(1)).toEqual(['install gone']);
  const did = run((done) => ({ install: () => done.push('install') > 2 }));
  expect(did.slice(1)).toEqual(['install', 'update', 'install']);
});

test('where it can not be installed, that is said, and the tests go on', () => {
  const line = 'eagre: no tests of that: gone is missing (apt-get install gone)';
  expect(run(() => ({ isRoot: () => false }))).toEqual([line]);
  expect(run(() => ({ hasApt: () => false }))).toEqual([line]);
  expect(run(() => ({ install: () => false })).at(-1)).toBe(line);
  expect(run(() => ({ install: () => false, update: () => false })).at(-1)).toBe(line);
});

test('a file that is only for the time of the installation goes also when that fails', () => {
  const directory = mkdtempSync(join(tmpdir(), 'eagre-'));
  const path = join(directory, 'made', 'for-it.conf');
  expect(withFile({ path, text: 'a' }, () => existsSync(path))).toBe(true);
  const failing = () => {
    throw new Error('no network');
  };
  expect(() => withFile({ path, text: 'a' }, failing)).toThrow('no network');
  expect(existsSync(path)).toBe(false);
  // A machine that starts nothing by its own rule keeps that rule.
  writeFileSync(path, 'of somebody else');
  expect(withFile({ path, text: 'a' }, () => readFileSync(path, 'utf8'))).toBe('of somebody else');
  expect(existsSync(path)).toBe(true);
  rmSync(directory, { recursive: true });
});

test('a proof is a pattern of a path', () => {
  expect(isThere('/usr/bin/env')).toBe(true);
  expect(isThere('/usr/*/env')).toBe(true);
  expect(isThere('/usr/*/no-such-program')).toBe(false);
  expect(isThere('/no-such-directory/*/env')).toBe(false);
  for (const { proof } of neededPackages) expect(proof).toStartWith('/usr/');
});
