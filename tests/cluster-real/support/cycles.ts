import { testScale } from '@eagre/testkit';

/** Ten for every commit; EAGRE_TEST_SCALE=10 makes a hundred. */
export const cycles = Math.ceil(10 * testScale());

/** Fewer of what takes seconds by its nature: a part that must be given up by others first. */
export const slowCycles = Math.ceil(2 * testScale());

/** One of each kind where there are many kinds. */
export const hardCycles = Math.ceil(testScale());

/** For a test of so many cycles on a machine that does much else. */
export function cyclesMs(count: number, eachMs = 15_000): number {
  return 60_000 + count * eachMs;
}
