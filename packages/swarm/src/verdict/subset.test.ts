import { expect, test } from 'bun:test';
import { withSeed } from '@eagre/testkit';
import { subsetWithSum } from './subset.ts';

test('finds the choice that makes the sum, whatever the order', () =>
  withSeed((random) => {
    const hashes = Array.from({ length: 20 }, () => random.int(2 ** 32) | 0);
    const chosen = [3, 7, 8, 15];
    const sum = chosen.reduce((total, at) => (total + (hashes[at] as number)) | 0, 0);
    expect(subsetWithSum(hashes, 4, sum)).toEqual(chosen);
    expect(subsetWithSum(hashes, 4, (sum + 1) | 0)).toBe('none');
    expect(subsetWithSum(hashes, 3, sum)).toBe('none');
    expect(subsetWithSum(hashes, 21, sum)).toBe('none');
  }));

test('too many to try are not taken for none', () => {
  const hashes = Array.from({ length: 60 }, (_hash, i) => i * 2);
  expect(subsetWithSum(hashes, 20, 1)).toBe('unknown');
});
