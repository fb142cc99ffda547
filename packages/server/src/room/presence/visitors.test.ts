import { expect, test } from 'bun:test';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { Visitors } from './visitors.ts';

/** Names as they look: counted up, with a shop's prefix, or random. */
const shapes = [
  (seed: number, i: number) => `user${seed}-${i}`,
  (seed: number, i: number) => `${String(i).padStart(9, '0')}@shop${seed}`,
  (seed: number, i: number) => `${(Math.imul(i, 0x9e3779b1) >>> 0).toString(36)}.${seed}`,
];

function counted(names: Iterable<string>): Visitors {
  const visitors = new Visitors();
  for (const name of names) visitors.add(name);
  return visitors;
}

function names(count: number, of: (i: number) => string): string[] {
  return Array.from({ length: count }, (_, i) => of(i));
}

/** Errors of many sketches of `size` users, as parts of the size. */
function errorsAt(size: number, rounds: number, random: SeededRandom): number[] {
  return Array.from({ length: rounds }, (_, round) => {
    const shape = shapes[round % shapes.length] ?? shapes[0];
    const seed = random.int(1e9);
    return counted(names(size, (i) => shape?.(seed, i) ?? '')).count / size - 1;
  });
}

test('up to 512 users are counted exactly, however often they come', () => {
  const visitors = new Visitors();
  for (let i = 0; i < 512; i += 1) {
    expect(visitors.add(`u${i}`)).toBe(true);
    expect(visitors.add(`u${i >> 1}`)).toBe(false);
    expect(visitors.count).toBe(i + 1);
  }
});

test('beyond, the error is 1.6 % in the mean square and none in the mean', () =>
  withSeed((random) => {
    // 90 sketches each: their mean square may be 1.4 times as large as promised by chance, but not more.
    for (const size of [600, 2_000, 10_000, 40_000]) {
      const errors = errorsAt(size, 90, random);
      const mean = errors.reduce((sum, error) => sum + error, 0) / errors.length;
      const square = errors.reduce((sum, error) => sum + error * error, 0) / errors.length;
      expect(Math.sqrt(square)).toBeLessThan(0.016 * 1.5);
      expect(Math.abs(mean)).toBeLessThan((0.016 * 6) / Math.sqrt(errors.length));
    }
  }));

test('a million users', () =>
  withSeed((random) => {
    for (const error of errorsAt(1_000_000, 1, random)) expect(Math.abs(error)).toBeLessThan(0.09);
  }));

test('merging counts the union, in whatever form the two are', () =>
  withSeed((random) => {
    for (const [left, right] of [
      [30, 40],
      [500, 400],
      [300, 9000],
      [9000, 300],
      [7000, 8000],
    ]) {
      const seed = random.int(1e9);
      const a = names(left ?? 0, (i) => `${seed}-${i}`);
      const b = names(right ?? 0, (i) => `${seed}-${(left ?? 0) - 10 + i}`);
      const union = counted([...a, ...b]);
      const merged = counted(a);
      expect(merged.count).toBe(counted(a).count);
      expect(merged.merge(counted(b))).toBe(true);
      expect(merged.count).toBe(union.count);
      expect(merged.merge(counted(b))).toBe(false);
      const other = counted(b);
      other.merge(counted(a));
      expect(other.count).toBe(union.count);
      expect(counted(a).merge(merged)).toBe(true);
    }
  }));

test('a sketch that was encoded goes on as if it had not been', () => {
  for (const size of [0, 1, 512, 513, 20_000]) {
    const original = counted(names(size, (i) => `user${i}`));
    const decoded = Visitors.decode(original.encode());
    expect(decoded?.count).toBe(original.count);
    expect(decoded?.add('user0')).toBe(original.add('user0'));
    for (let i = 0; i < 2000; i += 1) expect(decoded?.add(`new${i}`)).toBe(original.add(`new${i}`));
    expect(decoded?.count).toBe(original.count);
  }
});

test('stored sketches keep their meaning: the hash does not change', () => {
  expect(counted(['alice']).encode()).toMatchInlineSnapshot(`"eBDleLl5uFkM="`);
});

test('an encoding is small, and what is none is told from it', () => {
  const full = counted(names(600, (i) => `user${i}`)).encode();
  expect(counted(names(512, (i) => `user${i}`)).encode().length).toBeLessThan(5600);
  expect(full.length).toBeLessThan(5600);
  const hash = Buffer.alloc(8);
  hash.writeDoubleLE(1.5);
  const tooHigh = Buffer.alloc(4096, 22).toString('base64');
  const none = [
    '',
    'x',
    'eAAA',
    `e${hash.toString('base64')}`,
    'rAAAA',
    `r${tooHigh}`,
    full.slice(1),
  ];
  for (const text of none) expect(Visitors.decode(text)).toBeUndefined();
  expect(Visitors.decode(`e${Buffer.alloc(513 * 8).toString('base64')}`)).toBeUndefined();
});
