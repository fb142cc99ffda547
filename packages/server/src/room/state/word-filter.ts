/** A word as it is looked for. */
interface Word {
  readonly length: number;
  /** Its edge is a letter of a script with spaces, so no such letter may stand beside it. */
  readonly boundBefore: boolean;
  readonly boundAfter: boolean;
}

/** States of the automaton take this many bits of a transition's key, a UTF-16 code unit 16. */
const unitBits = 0x10000;

/**
 * Finds any of a list of words in a text, in one pass whatever the number of words (Aho and Corasick,
 * over UTF-16 code units). Case, width and other compatible forms make no difference, nor do
 * characters that are not seen. Letters of a script that is written with spaces are found as whole
 * words only: `ass` is not in `class`. All else (Chinese, Japanese, Thai, digits, emoji) is found
 * anywhere.
 */
export class WordFilter {
  /** Where a code unit leads from a state: key `state × 65536 + unit`. The root is state 0. */
  readonly #next = new Map<number, number>();
  /** The state of the longest proper ending of a state's text. */
  readonly #fallback: number[] = [0];
  /** Words that end in a state, longest first. */
  readonly #words: (readonly Word[])[] = [[]];

  constructor(words: Iterable<string>) {
    const parents: { state: number; unit: number }[] = [{ state: 0, unit: 0 }];
    for (const word of words) this.#add(foldText(word), parents);
    this.#link(parents);
  }

  /** Whether one of the words stands in the text. */
  finds(text: string): boolean {
    if (this.#words.length === 1) return false;
    const folded = foldText(text);
    let state = 0;
    for (let i = 0; i < folded.length; i += 1) {
      state = this.#step(state, folded.charCodeAt(i));
      for (const word of this.#words[state] as Word[]) {
        if (standsAlone(folded, word, i + 1)) return true;
      }
    }
    return false;
  }

  #add(word: string, parents: { state: number; unit: number }[]): void {
    if (word === '') return;
    let state = 0;
    for (let i = 0; i < word.length; i += 1) {
      const unit = word.charCodeAt(i);
      const key = state * unitBits + unit;
      let next = this.#next.get(key);
      if (next === undefined) {
        next = this.#words.length;
        this.#next.set(key, next);
        this.#words.push([]);
        parents.push({ state, unit });
      }
      state = next;
    }
    this.#words[state] = [
      {
        length: word.length,
        boundBefore: isSpacedLetter(word.charCodeAt(0)),
        boundAfter: isSpacedLetter(word.charCodeAt(word.length - 1)),
      },
    ];
  }

  /** Level by level: what a state falls back to is shorter, so it is linked by then. */
  #link(parents: readonly { state: number; unit: number }[]): void {
    const children: number[][] = parents.map(() => []);
    for (let state = 1; state < parents.length; state += 1) {
      children[(parents[state] as { state: number }).state]?.push(state);
    }
    for (let level = children[0] as number[]; level.length > 0; ) {
      for (const state of level) {
        const { state: parent, unit } = parents[state] as { state: number; unit: number };
        const fallback = parent === 0 ? 0 : this.#step(this.#fallback[parent] as number, unit);
        this.#fallback[state] = fallback;
        const shorter = this.#words[fallback] as Word[];
        if (shorter.length > 0) {
          this.#words[state] = [...(this.#words[state] as Word[]), ...shorter];
        }
      }
      level = level.flatMap((state) => children[state] as number[]);
    }
  }

  #step(from: number, unit: number): number {
    for (let state = from; ; state = this.#fallback[state] as number) {
      const next = this.#next.get(state * unitBits + unit);
      if (next !== undefined) return next;
      if (state === 0) return 0;
    }
  }
}

/** As texts are compared: without case, in one form, without what is not seen. */
export function foldText(text: string): string {
  // Lower case may come apart again (İ), and some forms are folded by their lower case only.
  const folded = text.normalize('NFKC').toLowerCase().normalize('NFKC');
  return folded.replace(/\p{Default_Ignorable_Code_Point}/gu, '');
}

function standsAlone(text: string, word: Word, end: number): boolean {
  if (word.boundAfter && end < text.length && isSpacedLetter(text.charCodeAt(end))) return false;
  const start = end - word.length;
  return !(word.boundBefore && start > 0 && isSpacedLetter(text.charCodeAt(start - 1)));
}

const letter = /[\p{L}\p{M}]/u;
const unspaced =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Bopomofo}\p{Script=Yi}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\p{Script=Tibetan}ー々〆]/u;

function isSpacedLetter(unit: number): boolean {
  if (unit < 0x80) return unit >= 0x61 && unit <= 0x7a;
  const char = String.fromCharCode(unit);
  return letter.test(char) && !unspaced.test(char);
}
