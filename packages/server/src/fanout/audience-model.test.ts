import { expect, test } from 'bun:test';
import { type SeededRandom, seedFromEnv, testScale, withSeed } from '@eagre/testkit';
import { AudienceModel } from './test/audience-model.ts';

const schedules = Math.round(400 * testScale());
const steps = 150;

async function runSchedule(random: SeededRandom): Promise<void> {
  const model = new AudienceModel(random);
  for (let i = 0; i < steps; i += 1) await model.step();
  await model.end();
  expect(model.faults()).toEqual([]);
}

test('any schedule: entries in order without a hole or the head told, nothing twice', async () => {
  const first = seedFromEnv();
  for (let i = 0; i < schedules; i += 1) await withSeed(runSchedule, first + i);
}, 60_000);
