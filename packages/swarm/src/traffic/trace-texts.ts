import type { Random } from '@eagre/protocol';
import { madeUpText } from './made-up-text.ts';
import type { TraceRow } from './trace-parser.ts';

/** Made-up texts for the rows of a trace: as long, and equal where those were equal, in all processes. */
export class TraceTexts {
  readonly #random: Random;

  constructor(random: Random) {
    this.#random = random;
  }

  of({ bytes, text }: TraceRow): string {
    return madeUpText(bytes, text === undefined ? this.#random : randomOf(text));
  }
}

/** A short sequence that follows from a name alone. */
function randomOf(name: string): Random {
  let state = Bun.hash.crc32(name);
  return {
    next() {
      state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) >>> 0;
      return state / 2 ** 32;
    },
  };
}
