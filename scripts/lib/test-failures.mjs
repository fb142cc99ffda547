import { stripVTControlCharacters } from 'node:util';

/** Kept of what one test printed: its error stands at the end of it. */
const mostLines = 80;
const mostTests = 20;

/**
 * Gathers what `bun test` printed of each test that failed. Thousands of lines may follow one, and
 * logs are cut: so it is told again at the end.
 */
export class TestFailures {
  #rest = '';
  #lines = [];
  #file = '';
  #isOver = false;
  #failures = [];

  /** A piece of the output, cut anywhere. */
  take(text) {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop();
    for (const line of lines) this.#takeLine(line);
  }

  #takeLine(line) {
    const plain = stripVTControlCharacters(line);
    // Here bun itself lists the names of those that failed.
    if (/^\d+ tests? failed:$/.test(plain)) this.#isOver = true;
    if (this.#isOver) return;
    const file = /^(\S+\.test\.\w+):$/.exec(plain)?.[1];
    if (file !== undefined) this.#file = file;
    if (file !== undefined || /^\((pass|skip|todo)\) /.test(plain)) {
      this.#lines = [];
      return;
    }
    this.#lines.push(line);
    if (this.#lines.length > mostLines) this.#lines.shift();
    if (!plain.startsWith('(fail) ')) return;
    this.#failures.push([`${this.#file}:`, ...this.#lines].join('\n'));
    this.#lines = [];
  }

  /** Empty when none failed. */
  format() {
    const told = this.#failures.slice(0, mostTests);
    const more = this.#failures.length - told.length;
    if (more > 0) told.push(`… and ${more} more, above`);
    return told.join('\n\n');
  }
}
