import type { Random } from '@eagre/protocol';
import { wholeNumbers } from './knots.ts';
import { madeUpText } from './made-up-text.ts';
import { showTexts, type TextStyle } from './text-style.ts';

/** How finely lengths are drawn: the longest in a thousand is still told apart. */
const sizeEntries = 4096;
/** An echo is of one of so many latest texts of about the same length. */
const remembered = 256;

/** Made-up texts whose lengths and repeats are distributed as in recorded traffic. */
export class ChatTexts {
  readonly #random: Random;
  readonly #style: TextStyle;
  readonly #draws: Draws;
  /** For each class of `echoes`, the latest, as a ring. */
  readonly #latest: { texts: string[]; next: number }[];

  constructor(random: Random, style: TextStyle = showTexts) {
    this.#random = random;
    this.#style = style;
    this.#draws = drawsOf(style);
    this.#latest = style.echoes.map(() => ({ texts: [], next: 0 }));
  }

  next(): string {
    const bytes = this.#draws.sizes[Math.floor(this.#random.next() * sizeEntries)] as number;
    return this.#phrase(bytes) ?? this.#other(bytes);
  }

  /** A text of so many bytes in UTF-8, mostly Chinese; hardly ever the same twice if it is not short. */
  ofLength(bytes: number): string {
    return madeUpText(bytes, this.#random);
  }

  #phrase(bytes: number): string | undefined {
    const phrases = this.#draws.phrases.get(bytes);
    if (phrases === undefined) return undefined;
    const place = this.#random.next();
    for (const { upTo, text } of phrases) if (place < upTo) return text;
    return undefined;
  }

  #other(bytes: number): string {
    const { echoes } = this.#style;
    let at = 0;
    while (bytes > (echoes[at] as { upTo: number }).upTo) at += 1;
    const latest = this.#latest[at] as { texts: string[]; next: number };
    const isEcho = this.#random.next() < (echoes[at] as { share: number }).share;
    const text = (isEcho && this.#echo(latest)) || this.ofLength(bytes);
    latest.texts[latest.next] = text;
    latest.next = (latest.next + 1) % remembered;
    return text;
  }

  /** The nearer, the likelier: as often among the last 10 as among the 90 before. */
  #echo({ texts, next }: { texts: string[]; next: number }): string | undefined {
    const back = Math.floor(texts.length ** this.#random.next());
    return texts[(next - back + remembered) % remembered];
  }
}

interface Draws {
  sizes: Uint16Array;
  /** By length; drawn when a number from [0, 1) is below `upTo` and not below that of the one before. */
  phrases: Map<number, { upTo: number; text: string }[]>;
}

const drawsByStyle = new WeakMap<TextStyle, Draws>();

/** The same for all that speak in a style: there may be thousands of rooms. */
function drawsOf(style: TextStyle): Draws {
  let draws = drawsByStyle.get(style);
  if (draws === undefined) {
    const sizes = wholeNumbers(style.sizes, sizeEntries);
    draws = { sizes, phrases: phrasesOf(style, sizes) };
    drawsByStyle.set(style, draws);
  }
  return draws;
}

function phrasesOf({ phrases }: TextStyle, sizes: Uint16Array): Draws['phrases'] {
  const byLength: Draws['phrases'] = new Map();
  for (const [at, [bytes, share]] of phrases.entries()) {
    const ofLength = byLength.get(bytes) ?? [];
    byLength.set(bytes, ofLength);
    const lengthShare = sizes.filter((size) => size === bytes).length / sizeEntries;
    const before = ofLength.at(-1)?.upTo ?? 0;
    ofLength.push({ upTo: before + share / lengthShare, text: phraseText(bytes, at) });
  }
  return byLength;
}

/** Another one for each place in the list. */
function phraseText(bytes: number, at: number): string {
  const steps = (at * 0.618_034) % 1;
  return madeUpText(bytes, { next: () => steps });
}
