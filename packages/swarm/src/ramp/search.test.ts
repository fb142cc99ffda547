import { expect, test } from 'bun:test';
import { SeededRandom, withSeed } from '@eagre/testkit';
import { type Outcome, RampSearch, type SearchOptions, type Step } from './search.ts';

const options: SearchOptions = {
  from: 50,
  least: 1,
  most: 1_000_000,
  factor: 2,
  precision: 0.1,
  confirmations: 2,
  seconds: 3,
  confirmSeconds: 10,
  overheadSeconds: 2,
  limitSeconds: 600,
};

type Answer = { held: boolean; byTool?: boolean };

/** Makes the search against a server that answers each step. */
function searched(answer: (step: Step, index: number) => Answer, changed = {}) {
  const search = new RampSearch({ ...options, ...changed });
  const steps: Step[] = [];
  let elapsedSeconds = 0;
  for (let step = search.next(); step !== undefined; ) {
    steps.push(step);
    if (steps.length > 1000) throw new Error('the search does not end');
    elapsedSeconds += step.seconds + options.overheadSeconds;
    const { held, byTool = false } = answer(step, steps.length - 1);
    step = search.next({ held, byTool, elapsedSeconds });
  }
  return { outcome: search.outcome as Outcome, steps, elapsedSeconds };
}

const upTo = (capacity: number) => (step: Step) => ({ held: step.rate <= capacity });

test('it grows by a factor, narrows by ratio, and confirms twice in longer spells', () => {
  const { outcome, steps } = searched(upTo(1000));
  const told = steps.map(({ kind, rate }) => `${kind} ${rate}`);
  expect(told.slice(0, 7)).toEqual([50, 100, 200, 400, 800, 1600, 1600].map((r) => `grow ${r}`));
  expect(told.slice(7, 9)).toEqual(['narrow 1130', 'narrow 1130']);
  const confirmed = steps.filter(({ kind, rate }) => kind === 'confirm' && rate === outcome.rate);
  expect(confirmed.map(({ seconds }) => seconds)).toEqual([10, 10]);
  expect(outcome).toMatchObject({ kind: 'confirmed', bound: 'server' });
});

test('whatever the capacity, what is confirmed is within the precision below it', () =>
  withSeed((random) => {
    for (let i = 0; i < 300; i += 1) {
      const capacity = 2 * 10 ** (random.next() * 4);
      const { outcome } = searched(upTo(capacity));
      expect(outcome.kind).toBe('confirmed');
      expect(outcome.rate).toBeLessThanOrEqual(capacity);
      expect(outcome.rate).toBeGreaterThan(capacity / 1.11);
    }
  }));

test('a single failing spell is made once more, at whatever stage', () => {
  for (let failing = 0; failing < 12; failing += 1) {
    const { outcome } = searched((step, i) => ({ held: i !== failing && step.rate <= 1000 }));
    expect(outcome.rate).toBeGreaterThan(900);
    expect(outcome.rate).toBeLessThanOrEqual(1000);
  }
});

test('what does not hold in longer spells goes down until something does', () => {
  const answer = ({ kind, rate }: Step) => ({ held: rate <= (kind === 'confirm' ? 700 : 1000) });
  const { outcome } = searched(answer);
  expect(outcome).toMatchObject({ kind: 'confirmed', bound: 'server' });
  expect(outcome.rate).toBeLessThanOrEqual(700);
  expect(outcome.rate).toBeGreaterThan(700 / 1.11);
});

test('a first rate that is too high is lowered; when nothing holds it says so', () => {
  expect(searched(upTo(7)).outcome.rate).toBeGreaterThan(6.3);
  expect(searched(upTo(0)).outcome).toEqual({ kind: 'none', rate: 0, bound: 'server' });
  const never = ({ kind }: Step) => ({ held: kind !== 'confirm' });
  expect(searched(never, { most: 100 }).outcome.kind).toBe('none');
});

test('the highest rate that may be tried is tried, and no more', () => {
  const { outcome, steps } = searched(upTo(5000), { most: 333 });
  expect(outcome).toEqual({ kind: 'confirmed', rate: 333, bound: 'most' });
  expect(Math.max(...steps.map(({ rate }) => rate))).toBe(333);
});

test("where the load itself is late nothing is narrowed: it is no bound of the server's", () => {
  const answer = ({ rate }: Step) => ({ held: rate <= 500, byTool: true });
  const { outcome, steps } = searched(answer);
  expect(outcome).toEqual({ kind: 'confirmed', rate: 400, bound: 'tool' });
  expect(steps.some(({ kind }) => kind === 'narrow')).toBe(false);
});

test('one late load of two failures leaves the failure to the server', () => {
  let failures = 0;
  const answer = ({ rate }: Step) => {
    if (rate <= 500) return { held: true };
    failures += 1;
    return { held: false, byTool: failures % 2 === 1 };
  };
  expect(searched(answer).outcome).toMatchObject({ kind: 'confirmed', bound: 'server' });
});

test('when time is short it confirms what it has, and never goes over', () => {
  for (let limitSeconds = 29; limitSeconds < 200; limitSeconds += 7) {
    const { outcome, elapsedSeconds } = searched(upTo(30_000), { limitSeconds });
    // A spell that must be made once more is the only thing that is not planned for.
    expect(elapsedSeconds).toBeLessThanOrEqual(limitSeconds + 12);
    expect(outcome.rate).toBeGreaterThanOrEqual(50);
  }
  expect(searched(upTo(1e9), { limitSeconds: 60 }).outcome).toMatchObject({
    kind: 'confirmed',
    bound: 'time',
  });
  const never = ({ kind }: Step) => ({ held: kind !== 'confirm' });
  const { outcome, steps } = searched(never, { limitSeconds: 90 });
  expect(outcome.kind).toBe('unconfirmed');
  // What is told is a rate that held, and not one that would have come next.
  expect(steps.some(({ rate, kind }) => kind === 'grow' && rate === outcome.rate)).toBe(true);
});

test('what failed by chance, twice, while it was narrowed is found again by going up', () => {
  const answer = ({ kind, rate }: Step) => ({ held: kind === 'narrow' ? false : rate <= 1500 });
  const { outcome } = searched(answer);
  expect(outcome.rate).toBeLessThanOrEqual(1500);
  expect(outcome.rate).toBeGreaterThan(1500 / 1.11);
});

test('confirmations that hold far less than short spells come to it in a few steps', () => {
  const answer = ({ kind, rate }: Step) => ({ held: rate <= (kind === 'confirm' ? 310 : 1000) });
  const { outcome, steps } = searched(answer);
  expect(outcome.rate).toBeLessThanOrEqual(310);
  expect(outcome.rate).toBeGreaterThan(310 / 1.11);
  expect(steps.length).toBeLessThan(35);
});

test('ended from outside it gives what it has', () => {
  const search = new RampSearch(options);
  search.next();
  search.next({ held: true, byTool: false, elapsedSeconds: 5 });
  expect(search.end()).toEqual({ kind: 'unconfirmed', rate: 50, bound: 'time' });
  expect(search.next({ held: true, byTool: false, elapsedSeconds: 10 })).toBeUndefined();
});

/** By Box and Muller. */
function normal(random: SeededRandom): number {
  return Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
}

/** A server whose capacity differs from spell to spell by 5 %, on a machine that stalls now and then. */
function noisyRun(random: SeededRandom, capacity: number): number {
  const { outcome } = searched(({ rate, seconds }) => {
    const deviation = 0.05 * (options.seconds / seconds) ** 0.25;
    const now = capacity * Math.exp(normal(random) * deviation);
    return { held: rate <= now && !random.chance(0.05) };
  });
  return outcome.rate;
}

test('two runs on a noisy machine are within 15 % of each other, 95 times of 100', () => {
  const pairs = 200;
  let near = 0;
  let shares = 0;
  for (let seed = 1; seed <= pairs; seed += 1) {
    const random = new SeededRandom(seed);
    const capacity = 100 * 100 ** random.next();
    const rates = [noisyRun(random, capacity), noisyRun(random, capacity)];
    if (Math.max(...rates) / Math.min(...rates) <= 1.15) near += 1;
    shares += Math.max(...rates) / capacity;
  }
  expect(near / pairs).toBeGreaterThanOrEqual(0.95);
  expect(shares / pairs).toBeGreaterThan(0.9);
  expect(shares / pairs).toBeLessThan(1.05);
});
