import type { Random } from '@eagre/protocol';
import { gaussian } from './gaussian.ts';
import { type Knots, valueAt } from './knots.ts';

/** Who speaks, in one kind of traffic. */
export interface AuthorStyle {
  /** The share of messages that come from anyone; the rest are from people who spoke before. */
  anyone: number;
  /** Of those from anyone: by what share of them, which share of the people at most, the busiest first. */
  activity: Knots;
  /** How many messages ago the one who speaks again spoke, as a median, and the deviation of its log. */
  backMedian: number;
  backDeviation: number;
  /** Of people who had spoken only once so few speak again, for each of the others. */
  onceAgain: number;
}

/** In a crowd hardly anyone speaks twice; who does, does it again and again, minutes apart. */
export const showAuthors: AuthorStyle = {
  anyone: 0.53,
  activity: [
    [0, 0],
    [0.03, 0.003],
    [0.3, 0.15],
    [1, 1],
  ],
  backMedian: 1700,
  backDeviation: 2,
  onceAgain: 0.65,
};

/** In a group a dozen talk most, two or three with one another at a time. */
export const groupAuthors: AuthorStyle = {
  anyone: 0.07,
  activity: [
    [0, 0],
    [0.12, 0.008],
    [0.24, 0.016],
    [0.4, 0.032],
    [0.55, 0.065],
    [0.65, 0.097],
    [0.78, 0.2],
    [0.89, 0.5],
    [1, 1],
  ],
  backMedian: 8,
  backDeviation: 1.4,
  onceAgain: 1,
};

export interface AuthorOptions {
  /** People, numbered from 0, the busiest first. */
  count: number;
  random: Random;
  /** Times the style's `backMedian`: with the rate, where the time between two messages stays. */
  backScale?: number;
}

/** 1 MB. In traffic for which that is too short, people speak again somewhat earlier. */
const longestMemory = 262_144;
/** Times `backMedian`: nine of ten who speak again spoke within so many messages. */
const memoryMedians = 16;
const tries = 4;

/** Draws who speaks next. */
export class Authors {
  readonly #style: AuthorStyle;
  readonly #count: number;
  readonly #random: Random;
  readonly #backLog: number;
  /** Of the latest messages, as a ring: twice the author, and 1 more if he had spoken before. */
  readonly #spoke: Uint32Array;
  #messages = 0;

  constructor(style: AuthorStyle, { count, random, backScale = 1 }: AuthorOptions) {
    if (!(count >= 1)) throw new RangeError(`traffic needs an author, not ${count}`);
    this.#style = style;
    this.#count = count;
    this.#random = random;
    const median = Math.max(1, style.backMedian * backScale);
    this.#backLog = Math.log(median);
    this.#spoke = new Uint32Array(Math.min(longestMemory, Math.ceil(median * memoryMedians)));
  }

  /** 0 to `count` - 1. */
  next(): number {
    const again = this.#random.next() < this.#style.anyone ? undefined : this.#oneWhoSpoke();
    const author = again ?? this.#anyone();
    this.#spoke[this.#messages % this.#spoke.length] = author * 2 + (again === undefined ? 0 : 1);
    this.#messages += 1;
    return author;
  }

  #anyone(): number {
    const share = valueAt(this.#style.activity, this.#random.next());
    return Math.min(this.#count - 1, Math.floor(share * this.#count));
  }

  #oneWhoSpoke(): number | undefined {
    for (let i = 0; i < tries; i += 1) {
      const back = Math.floor(this.#backMessages()) + 1;
      if (back > this.#messages) continue;
      const spoke = this.#spoke[
        (this.#messages - (back % this.#spoke.length)) % this.#spoke.length
      ] as number;
      const hadSpoken = spoke % 2 === 1;
      if (hadSpoken || this.#random.next() < this.#style.onceAgain) return spoke >>> 1;
    }
    return undefined;
  }

  #backMessages(): number {
    return Math.exp(this.#backLog + this.#style.backDeviation * gaussian(this.#random));
  }
}
