import { stripVTControlCharacters } from 'node:util';
import type { Output, Screen } from './screen.ts';

/** Lines only, for pipes and tests. */
export class PlainScreen implements Screen {
  readonly #output: Output;

  constructor(output: Output) {
    this.#output = output;
  }

  print(line: string): void {
    this.#output.write(`${stripVTControlCharacters(line)}\n`);
  }

  show(): void {}

  close(): void {}
}
