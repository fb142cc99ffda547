import { SeededRandom } from './random.ts';

/** EAGRE_SEED when set, to repeat a run that failed; else a new seed. */
export function seedFromEnv(env: Record<string, string | undefined> = process.env): number {
  const given = env['EAGRE_SEED'];
  if (given === undefined || given === '')
    return crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  const seed = Number(given);
  if (Number.isSafeInteger(seed) && seed >= 0) return seed;
  throw new RangeError(`EAGRE_SEED takes a whole number of 0 or more, not "${given}"`);
}

/** EAGRE_TEST_SCALE: how many times the usual number of cycles a repeating test does. */
export function testScale(env: Record<string, string | undefined> = process.env): number {
  const scale = Number(env['EAGRE_TEST_SCALE'] ?? '1');
  if (scale > 0) return scale;
  throw new RangeError(`EAGRE_TEST_SCALE takes a number above 0, not "${env['EAGRE_TEST_SCALE']}"`);
}

/**
 * Runs a randomised test. When it fails, the error says how to run the same again:
 *
 *     test('converges', () => withSeed(async (random) => { … }));
 */
export async function withSeed<T>(
  run: (random: SeededRandom) => T | Promise<T>,
  seed: number = seedFromEnv(),
): Promise<T> {
  try {
    return await run(new SeededRandom(seed));
  } catch (cause) {
    const message = cause instanceof Error ? cause.message : String(cause);
    throw new Error(`${message}\n  with seed ${seed}; repeat with EAGRE_SEED=${seed}`, { cause });
  }
}
