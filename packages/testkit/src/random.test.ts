import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { SeededRandom } from './random.ts';

const draw = (random: SeededRandom, count: number) =>
  Array.from({ length: count }, () => random.next());

test('a seed gives the same sequence in every run and version', () => {
  const random = new SeededRandom(42);
  expect(Array.from({ length: 4 }, () => random.int(1_000_000))).toMatchInlineSnapshot(`
    [
      33778,
      755770,
      964204,
      503451,
    ]
  `);
});

test('different seeds give different sequences', () => {
  const firsts = new Set(Array.from({ length: 1_000 }, (_, seed) => new SeededRandom(seed).next()));
  expect(firsts.size).toBe(1_000);
  expect(draw(new SeededRandom(1), 3)).not.toEqual(draw(new SeededRandom(1 + 2 ** 32), 3));
});

test('numbers lie in [0, 1) and are spread evenly', () => {
  const buckets = new Array<number>(10).fill(0);
  for (const value of draw(new SeededRandom(7), 100_000)) {
    const bucket = Math.floor(value * 10);
    buckets[bucket] = (buckets[bucket] ?? 0) + 1;
  }
  expect(buckets).toHaveLength(10);
  // 10,000 expected, standard deviation 95.
  for (const count of buckets) expect(Math.abs(count - 10_000)).toBeLessThan(500);
});

test('int, pick and shuffle stay within what they are given', () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.integer(), { minLength: 1 }), (seed, items) => {
      const random = new SeededRandom(seed);
      expect(items).toContain(random.pick(items));
      const byValue = (a: number, b: number) => a - b;
      expect(random.shuffle(items).sort(byValue)).toEqual(items.toSorted(byValue));
      const drawn = random.int(items.length);
      expect(Number.isInteger(drawn) && drawn >= 0 && drawn < items.length).toBe(true);
    }),
  );
});

test('every order of a shuffle comes up', () => {
  const random = new SeededRandom(3);
  const orders = new Set(Array.from({ length: 200 }, () => random.shuffle([1, 2, 3]).join('')));
  expect(orders.size).toBe(6);
});

test('chance follows its probability', () => {
  const random = new SeededRandom(5);
  const hits = Array.from({ length: 10_000 }, () => random.chance(0.3)).filter(Boolean).length;
  expect(Math.abs(hits - 3_000)).toBeLessThan(300);
  expect(random.chance(0)).toBe(false);
  expect(random.chance(1)).toBe(true);
});

test('a fork does not change with what its parent draws later', () => {
  const fork = (drawBetween: number) => {
    const parent = new SeededRandom(9);
    const child = parent.fork();
    draw(parent, drawBetween);
    return draw(child, 5);
  };
  expect(fork(0)).toEqual(fork(100));
});

test('nothing cannot be drawn from', () => {
  const random = new SeededRandom(1);
  expect(() => random.pick([])).toThrow('empty');
  expect(() => random.int(0)).toThrow(RangeError);
});
