import { expect, test } from 'bun:test';
import { seedFromEnv, testScale, withSeed } from './seed.ts';

test('EAGRE_SEED is taken; without it seeds differ', () => {
  expect(seedFromEnv({ EAGRE_SEED: '42' })).toBe(42);
  const seeds = new Set(Array.from({ length: 20 }, () => seedFromEnv({})));
  expect(seeds.size).toBeGreaterThan(15);
});

test('what is no seed or no scale is refused, not taken for 0', () => {
  expect(() => seedFromEnv({ EAGRE_SEED: 'abc' })).toThrow('"abc"');
  expect(() => testScale({ EAGRE_TEST_SCALE: '0' })).toThrow('"0"');
});

test('the scale is 1 unless told', () => {
  expect(testScale({})).toBe(1);
  expect(testScale({ EAGRE_TEST_SCALE: '20' })).toBe(20);
});

test('a failure says how to repeat it and keeps its cause', async () => {
  const cause = new Error('heads differ');
  const failure = await withSeed(() => Promise.reject(cause), 7).catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(Error);
  expect((failure as Error).message).toContain('heads differ');
  expect((failure as Error).message).toContain('EAGRE_SEED=7');
  expect((failure as Error).cause).toBe(cause);
});

test('a success gives its value, and the seed reaches the run', async () => {
  expect(await withSeed((random) => random.seed, 7)).toBe(7);
});
