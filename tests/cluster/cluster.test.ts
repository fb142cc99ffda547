import { expect, test } from 'bun:test';
import { SeededRandom, seedFromEnv, testScale, withSeed } from '@eagre/testkit';
import { Story } from './support/story.ts';
import { weatherOf } from './support/weather.ts';

const seeds = Math.ceil(200 * testScale());
/** One world, with room for a machine that has other things to do. ms. */
const worldMs = 3000;

function storyOf(random: SeededRandom): Story {
  return new Story(random, { weather: weatherOf(random), steps: 120 });
}

test(
  `a cluster of five nodes keeps its promises, whatever ${seeds} seeds do to it`,
  async () => {
    const given = process.env['EAGRE_SEED'] !== undefined;
    const first = new SeededRandom(seedFromEnv());
    const reached: Record<string, number> = {};
    for (let i = 0; i < (given ? 1 : seeds); i += 1) {
      const seed = given ? seedFromEnv() : first.int(2 ** 32);
      await withSeed(async (random) => {
        const story = storyOf(random);
        await story.run();
        for (const [what, count] of Object.entries(story.reached)) {
          reached[what] = (reached[what] ?? 0) + count;
        }
      }, seed);
    }
    const missing = Object.keys(reached).filter((what) => reached[what] === 0);
    if (!given) expect(missing).toEqual([]);
  },
  seeds * worldMs,
);

test(
  'a seed replays exactly',
  async () => {
    const seed = seedFromEnv();
    const hashes: string[] = [];
    for (let i = 0; i < 2; i += 1) {
      const story = storyOf(new SeededRandom(seed));
      // Whether the world stands is for the other test; here only that it is the same world.
      await story.run().catch(() => {});
      hashes.push(story.world.trace.hash);
    }
    expect({ seed, hash: hashes[1] }).toEqual({ seed, hash: hashes[0] });
  },
  2 * worldMs,
);
