import { expect, test } from 'bun:test';
import { ensureDebianPackages, isThere, neededPackages } from './debian-packages.mjs';

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

test('a proof is a pattern of a path', () => {
  expect(isThere('/usr/bin/env')).toBe(true);
  expect(isThere('/usr/*/env')).toBe(true);
  expect(isThere('/usr/*/no-such-program')).toBe(false);
  expect(isThere('/no-such-directory/*/env')).toBe(false);
  for (const { proof } of neededPackages) expect(proof).toStartWith('/usr/');
});
