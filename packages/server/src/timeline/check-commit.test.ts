import { expect, test } from 'bun:test';
import { checkCommit, InvalidCommitError } from './check-commit.ts';
import { count, pinned, put } from './conformance/document-conformance.ts';
import type { Commit } from './timeline.ts';
import { timelineLimits } from './timeline-limits.ts';

const { documentLength, countNameLength } = timelineLimits;
const quoted = (length: number) => `"${'x'.repeat(length - 2)}"`;

function check(part: object): () => void {
  return () => checkCommit({ appends: [], ...part } as Commit);
}

test.each<[string, object]>([
  ['a key without a name', { key: 'shop/room:a' }],
  ['a key with an empty name', { key: 'shop/room:a#' }],
  ['a key without an owner', { key: 'shop/#name' }],
  ['a key without an app', { key: 'room:a#name' }],
  ['a key with an empty app', { key: '/room:a#name' }],
  ['a key that has its app behind the #', { key: 'room:a#shop/name' }],
  ['a key that is no text', { key: 7 }],
  ['a removal of what is no document', { key: 'shop/room:a', value: null }],
  ['a value that is no JSON text', { value: '{"a":1' }],
  ['an empty value', { value: '' }],
  ['a value that is no text', { value: 5 }],
  ['no value', { value: undefined }],
  ['a value that is too long', { value: quoted(documentLength + 1) }],
])('a document is refused: %s', (_, change) => {
  expect(check({ writes: [{ ...put(pinned, 1), ...change }] })).toThrow(InvalidCommitError);
});

test.each<[string, object]>([
  ['what is no key', { key: 'shop/room:a' }],
  ['no name', { name: '' }],
  ['a name that is too long', { name: 'x'.repeat(countNameLength + 1) }],
  ['a name that is no text', { name: ['likes'] }],
  ['a fraction', { add: 0.5 }],
  ['no number', { add: Number.NaN }],
  ['too much', { add: 2 ** 53 }],
  ['a text', { add: '5' }],
])('a count is refused: %s', (_, change) => {
  expect(check({ writes: [{ ...count(pinned, 'likes', 1), ...change }] })).toThrow(
    InvalidCommitError,
  );
});

test.each<[string, object]>([
  ['what is no key', { document: 'shop/room:a', version: 0 }],
  ['a negative version', { document: pinned, version: -1 }],
  ['no version', { document: pinned }],
])('a guard on a document is refused: %s', (_, guard) => {
  expect(check({ guards: [guard] })).toThrow(InvalidCommitError);
});

test('the longest and least of documents and counts pass', () => {
  const values = [quoted(documentLength), '0', 'null', '""', null];
  const writes = values.map((value) => ({ write: 'document', key: 'a/b#c', value }));
  const least = Number.MIN_SAFE_INTEGER;
  const counts = [count(pinned, 'x'.repeat(countNameLength), least), count(pinned, 'a', 0)];
  const guards = [{ document: pinned, version: 0 }];
  expect(check({ guards, writes: [...writes, ...counts] })).not.toThrow();
});
