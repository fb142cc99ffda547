import type { Limits } from '../../limits.ts';

export type EntryRunLimits = Pick<Limits, 'roomLogEntries' | 'roomLogChars'>;

/** Consecutive entries of one log, JSON texts: the newest that fit the limits, one at least. */
export class EntryRun {
  readonly #limits: EntryRunLimits;
  readonly #texts: string[] = [];
  #first: number;
  #chars = 0;

  constructor(limits: EntryRunLimits, first: number, texts: readonly string[] = []) {
    this.#limits = limits;
    this.#first = first;
    this.append(first, texts);
  }

  /** syncId of the oldest entry; where the next one goes when there is none. */
  get first(): number {
    return this.#first;
  }

  get last(): number {
    return this.#first + this.#texts.length - 1;
  }

  get texts(): readonly string[] {
    return this.#texts;
  }

  /** Takes what is new of entries that begin at `last + 1` or before. */
  append(first: number, texts: readonly string[]): void {
    for (const text of texts.slice(Math.max(0, this.last + 1 - first))) {
      this.#texts.push(text);
      this.#chars += text.length;
    }
    this.#shrink();
  }

  /** Entries after `after`, at most `most`; undefined when there are none. */
  after(after: number, most: number): { first: number; entries: string[] } | undefined {
    const first = Math.max(after + 1, this.#first);
    const entries = this.#texts.slice(first - this.#first, first - this.#first + most);
    return entries.length === 0 ? undefined : { first, entries };
  }

  #shrink(): void {
    const { roomLogEntries, roomLogChars } = this.#limits;
    let spare = 0;
    const left = () => this.#texts.length - spare;
    while (left() > 1 && (left() > roomLogEntries || this.#chars > roomLogChars)) {
      this.#chars -= this.#texts[spare]?.length ?? 0;
      spare += 1;
    }
    if (spare === 0) return;
    this.#texts.splice(0, spare);
    this.#first += spare;
  }
}
