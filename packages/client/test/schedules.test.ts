import { describe, expect, test } from 'bun:test';
import { seedFromEnv, testScale } from '@eagre/testkit';
import fc from 'fast-check';
import { Simulation, type Step, type Weather } from './model/simulation.ts';
import { judge } from './model/verdict.ts';

const conversation = fc.nat({ max: 3 });
const group = fc.nat({ max: 2 });
const device = fc.nat({ max: 2 });
const user = fc.nat({ max: 1 });

const talk: fc.WeightedArbitrary<Step>[] = [
  { weight: 6, arbitrary: step('wait', { ms: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 1, arbitrary: step('wait', { ms: fc.integer({ min: 1_000, max: 8_000 }) }) },
  { weight: 4, arbitrary: step('send', { device, to: conversation }) },
  { weight: 1, arbitrary: step('personal', { device, to: conversation, user }) },
  {
    weight: 5,
    arbitrary: step('post', { to: conversation, count: fc.integer({ min: 1, max: 6 }) }),
  },
];
const switches: fc.WeightedArbitrary<Step>[] = [
  { weight: 5, arbitrary: step('mode', { to: group, read: fc.boolean() }) },
];
const stays: fc.WeightedArbitrary<Step>[] = [
  { weight: 2, arbitrary: step('join', { user, to: group }) },
  { weight: 2, arbitrary: step('leave', { user, to: group }) },
];
const breaks: fc.WeightedArbitrary<Step>[] = [
  { weight: 2, arbitrary: step('cut', { device }) },
  { weight: 1, arbitrary: step('stall', { device }) },
  { weight: 1, arbitrary: step('closeAll', {}) },
];
const lives: fc.WeightedArbitrary<Step>[] = [
  { weight: 2, arbitrary: step('restart', { device }) },
  { weight: 2, arbitrary: step('crash', { device }) },
];
const trims: fc.WeightedArbitrary<Step>[] = [
  { weight: 2, arbitrary: step('trim', { to: conversation, keep: fc.nat({ max: 5 }) }) },
  { weight: 1, arbitrary: step('trimUser', { user, keep: fc.nat({ max: 5 }) }) },
];
const restores: fc.WeightedArbitrary<Step>[] = [
  { weight: 1, arbitrary: step('restore', { lost: fc.nat({ max: 8 }) }) },
];

const weather: fc.Arbitrary<Weather> = fc.record({
  isLossless: fc.boolean(),
  loss: fc.constantFrom(0, 0.05, 0.3),
  duplication: fc.constantFrom(0, 0.2),
  reordering: fc.constantFrom(0, 0.3),
  jitterMs: fc.constantFrom(0, 30),
  refusal: fc.constantFrom(0, 0.1),
  behind: fc.constantFrom(0, 0.3),
  slownessMs: fc.constantFrom(0, 20),
  answerBytes: fc.constantFrom(0, 0, 300, 1500),
  recent: fc.constantFrom(0, 2, 20),
});

function step<Name extends Step['do'], Rest extends object>(
  name: Name,
  rest: { [key in keyof Rest]: fc.Arbitrary<Rest[key]> },
): fc.Arbitrary<Step> {
  return fc.record({ do: fc.constant(name), ...rest }) as unknown as fc.Arbitrary<Step>;
}

/**
 * fast-check makes the schedule and shrinks it when it fails; the network draws from `seed`. A failure
 * prints both, and `EAGRE_SEED` runs the same schedules again.
 */
function holds(share: number, ...kinds: fc.WeightedArbitrary<Step>[][]): void {
  const seen = { entries: 0, gaps: 0 };
  const seed = seedFromEnv() | 0;
  const steps = fc.array(fc.oneof(...[talk, ...kinds].flat()), {
    minLength: 3,
    maxLength: 60,
    size: 'max',
  });
  try {
    fc.assert(
      fc.property(fc.nat(), weather, steps, (networkSeed, how, all) => {
        const simulation = new Simulation(networkSeed, how);
        for (const one of all) simulation.run(one);
        judge(simulation);
        for (const { checker } of simulation.devices) {
          seen.entries += checker.entries;
          seen.gaps += checker.gaps;
        }
      }),
      { seed, numRuns: Math.ceil(share * testScale()), interruptAfterTimeLimit: 240_000 },
    );
  } catch (cause) {
    const { message, cause: why } = cause as Error;
    throw new Error(`${why}\n${message}\n  repeat with EAGRE_SEED=${seed >>> 0}`, { cause });
  }
  // A simulation in which nothing happens would hold too.
  expect(seen.entries / (share * testScale())).toBeGreaterThan(30);
  if (kinds.includes(trims)) expect(seen.gaps).toBeGreaterThan(0);
}

describe('every entry once, in order, none left out', () => {
  const timeoutMs = 300_000 * Math.max(1, testScale());
  test(
    'over a network that loses, doubles, reorders, delays and cuts',
    () => holds(1500, breaks),
    timeoutMs,
  );
  test('while the fan-out mode is switched', () => holds(1500, switches, breaks), timeoutMs);
  test('while people come and go', () => holds(700, switches, stays, breaks), timeoutMs);
  test(
    'over restarts and crashes of the device',
    () => holds(700, switches, lives, breaks),
    timeoutMs,
  );
  test(
    'with gaps told, when logs are trimmed or replaced',
    () => holds(600, trims, restores, switches, breaks),
    timeoutMs,
  );
  test(
    'with everything at once',
    () => holds(500, switches, stays, breaks, lives, trims, restores),
    timeoutMs,
  );
});
