import { expect, test } from 'bun:test';
import type { QueueKey } from '../../keys.ts';
import { bucketCount, bucketOf, isOutboxKey, outboxKey, targetOf } from './buckets.ts';

/** FNV-1a of the bytes of an encoder, both ends of the 32 bits. */
function plainBucket(owner: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(owner)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return ((hash >>> 10) ^ hash) & 1023;
}

test.each([
  ['shop/group:lobby', 294],
  ['shop/user:ann', 85],
  ['shop/direct:ann:bob', 289],
  ['shop/room:直播间', 397],
  ['shop/room:🧧', 265],
  ['shop/room:é', 780],
  ['*/node:main', 815],
])('%s is in bucket %d, for ever', (key, bucket) => {
  expect(bucketOf(key as QueueKey)).toBe(bucket);
  expect(plainBucket(key)).toBe(bucket);
});

test('half of a pair counts as an encoder has it', () => {
  for (const key of ['a/b:\ud800', 'a/b:\udc00x', 'a/b:\ud800\ud800\udc00']) {
    expect(bucketOf(key as QueueKey)).toBe(plainBucket(key));
  }
});

test('what belongs together is in one bucket', () => {
  const group = 'shop/group:lobby' as QueueKey;
  expect(bucketOf('shop/group:lobby#pinned' as QueueKey)).toBe(bucketOf(group));
  expect(bucketOf(outboxKey(group, 'pg-2'))).toBe(bucketOf(group));
  const user = 'shop/user:ann' as QueueKey;
  expect(bucketOf('shop/ann' as QueueKey)).toBe(bucketOf(user));
  expect(bucketOf('shop/ann#notes' as QueueKey)).toBe(bucketOf(user));
  expect(bucketOf('shop/user:ann#notes' as QueueKey)).toBe(bucketOf(user));
});

test('an outbox tells for which server it is', () => {
  const outbox = outboxKey('shop/group:lobby' as QueueKey, 'pg-2');
  expect(targetOf(outbox)).toBe('pg-2');
  expect(isOutboxKey(outbox)).toBe(true);
  expect(isOutboxKey('shop/group:lobby')).toBe(false);
});

test('keys of every kind spread over all buckets', () => {
  const each = 200;
  for (const name of ['shop/user:u', 'shop/group:', 'a/room:show-']) {
    const counts = new Array<number>(bucketCount).fill(0);
    for (let n = 0; n < bucketCount * each; n += 1) {
      const bucket = bucketOf(`${name}${n}` as QueueKey);
      counts[bucket] = (counts[bucket] as number) + 1;
    }
    // Chance alone stays within five times the root of the mean.
    expect(Math.min(...counts)).toBeGreaterThan(each * 0.65);
    expect(Math.max(...counts)).toBeLessThan(each * 1.35);
  }
});
