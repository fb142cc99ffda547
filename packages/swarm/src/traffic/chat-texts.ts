import type { Random } from '@eagre/protocol';

/**
 * Bytes of a text at the quantiles 0, 5 %, … 95 %, then 96 … 99 % and the longest, as in the chat of a
 * real show with 100 thousand viewers: median 12, p99 361.
 */
const lengths = [
  1, 2, 3, 3, 3, 5, 6, 8, 9, 11, 12, 14, 16, 18, 21, 24, 29, 36, 51, 108, 153, 192, 216, 361, 766,
] as const;
const finer = 0.95;
const step = 0.05;
/** There, half of what was said had been said before … */
const repeatShare = 0.5;
/** … one of so many texts of its length, and the commonest of them most often. */
const commonOfLength = 16;
const skew = 3;

/** Of what people shout at a host; put together to any length. Three bytes each. */
const characters = [
  ...'好看想要多少钱链接在哪里这个颜色还有货吗主播试一下大号能不能便宜点发货快吗已经拍了来了来了支持刚到家人们冲抢到没券呢讲太好笑今天第一次看关注喜欢质量怎么样身高体重穿几码',
];
const letters = 'abcdefghiklmnoprstuwy0123456789 !?~';

/** Made-up texts whose lengths and repeats are distributed as in a real show. */
export class ChatTexts {
  readonly #random: Random;
  /** By length: at most `commonOfLength` for each. */
  readonly #common = new Map<number, string[]>();

  constructor(random: Random) {
    this.#random = random;
  }

  next(): string {
    const bytes = lengthAt(this.#random.next());
    if (this.#random.next() >= repeatShare) return this.ofLength(bytes);
    return this.#commonOf(bytes);
  }

  #commonOf(bytes: number): string {
    let common = this.#common.get(bytes);
    if (common === undefined) {
      common = Array.from({ length: commonOfLength }, () => this.ofLength(bytes));
      this.#common.set(bytes, common);
    }
    return common[Math.floor(this.#random.next() ** skew * common.length)] as string;
  }

  /** A text of so many bytes in UTF-8, mostly Chinese. */
  ofLength(bytes: number): string {
    let text = '';
    for (let i = Math.floor(bytes / 3); i > 0; i -= 1) text += this.#oneOf(characters);
    for (let i = bytes % 3; i > 0; i -= 1) text += this.#oneOf(letters);
    return text;
  }

  #oneOf(list: ArrayLike<string>): string {
    return list[Math.floor(this.#random.next() * list.length)] as string;
  }
}

function lengthAt(quantile: number): number {
  const coarse = Math.round(finer / step);
  const place =
    quantile < finer ? quantile / step : coarse + (quantile - finer) * (1 / (1 - finer)) * 5;
  const below = Math.min(Math.floor(place), lengths.length - 2);
  const from = lengths[below] as number;
  const to = lengths[below + 1] as number;
  return Math.round(from + (to - from) * (place - below));
}
