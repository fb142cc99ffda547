import type { Random } from '@eagre/protocol';

/**
 * Repeatable randomness: the same seed gives the same sequence everywhere (sfc32, by Chris Doty-
 * Humphrey; small, fast, and passes PractRand).
 */
export class SeededRandom implements Random {
  readonly seed: number;
  #a: number;
  #b: number;
  #c: number;
  #counter = 1;

  constructor(seed: number) {
    this.seed = seed;
    this.#a = seed >>> 0;
    this.#b = Math.floor(seed / 2 ** 32) >>> 0;
    this.#c = 0x9e3779b9;
    // Near seeds give near first numbers until the state is stirred.
    for (let i = 0; i < 16; i += 1) this.#next32();
  }

  next(): number {
    return this.#next32() / 2 ** 32;
  }

  /** A whole number in [0, n). */
  int(n: number): number {
    if (!(n >= 1)) throw new RangeError(`int(n) takes n of 1 or more, not ${n}`);
    return Math.floor(this.next() * n);
  }

  /** True with this probability. */
  chance(probability: number): boolean {
    return this.next() < probability;
  }

  pick<T>(items: readonly T[]): T {
    if (items.length === 0) throw new RangeError('pick() from an empty list');
    return items[this.int(items.length)] as T;
  }

  /** A shuffled copy. */
  shuffle<T>(items: readonly T[]): T[] {
    const rest = [...items];
    const shuffled: T[] = [];
    while (rest.length > 0) {
      const at = this.int(rest.length);
      shuffled.push(rest[at] as T);
      rest[at] = rest.at(-1) as T;
      rest.pop();
    }
    return shuffled;
  }

  /**
   * An independent sequence for one part of a simulation, so that a part that draws more numbers does
   * not change what the others draw.
   */
  fork(): SeededRandom {
    return new SeededRandom(this.int(2 ** 32));
  }

  #next32(): number {
    const result = (((this.#a + this.#b) | 0) + this.#counter) | 0;
    this.#counter = (this.#counter + 1) | 0;
    this.#a = this.#b ^ (this.#b >>> 9);
    this.#b = (this.#c + (this.#c << 3)) | 0;
    this.#c = (((this.#c << 21) | (this.#c >>> 11)) + result) | 0;
    return result >>> 0;
  }
}
