/** Newest lines of the schedule that a failure shows. */
const shownLines = 120;

/**
 * Everything that happened in a world, as one number that is the same in every run of a seed, and what
 * was done to it, as text for whoever looks for the cause of a failure.
 */
export class Trace {
  readonly #nowMs: () => number;
  readonly #schedule: string[] = [];
  /** All lines; undefined when nobody wants them. */
  readonly #lines: string[] | undefined;
  #hash = 0n;
  #count = 0;

  constructor(nowMs: () => number, keepsAll = false) {
    this.#nowMs = nowMs;
    this.#lines = keepsAll ? [] : undefined;
  }

  get hash(): string {
    return `${this.#count}:${this.#hash.toString(16)}`;
  }

  get lines(): readonly string[] {
    return this.#lines ?? [];
  }

  /** Something happened. */
  note(text: string): void {
    const line = `${this.#nowMs().toFixed(3)} ${text}`;
    this.#hash = BigInt(Bun.hash(line, this.#hash));
    this.#count += 1;
    this.#lines?.push(line);
  }

  /** Somebody did something. */
  act(text: string): void {
    this.note(text);
    this.#schedule.push(`${(this.#nowMs() / 1000).toFixed(3)} s  ${text}`);
  }

  schedule(): string {
    const left = this.#schedule.length - shownLines;
    const head = left > 0 ? [`… ${left} lines before`] : [];
    return [...head, ...this.#schedule.slice(-shownLines)].join('\n');
  }
}
