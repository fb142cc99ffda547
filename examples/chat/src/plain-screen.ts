import { stripVTControlCharacters } from 'node:util';
import type { Output, Screen } from './screen.ts';

/** Lines only, for pipes and tests. */
export class PlainScreen implements Screen {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  print(...lines: string[]): void {
    this.#output.write(lines.map((line) => `${stripVTControlCharacters(line)}\n`).join(''));
  }

  show(): void {}

  close(): void {}
}
