import type { PersonalLine } from './lines.ts';
import { viewLimits } from './view-limits.ts';

/** The user's personal messages of one conversation, in the order in which they are shown. */
export class PersonalLines {
  #lines: PersonalLine[] = [];

  get all(): readonly PersonalLine[] {
    return this.#lines;
  }

  /** One that came before, by a page or by itself, stays what it was. */
  add(line: PersonalLine): void {
    if (this.#lines.some(({ key }) => key === line.key)) return;
    this.#lines.push(line);
    this.#lines.sort(byPlace);
    if (this.#lines.length > viewLimits.personalLines) this.#lines.shift();
  }

  /** Forgets those before entry `first`: they come again with the page that holds it. */
  cut(first: number): void {
    if ((this.#lines[0]?.syncId ?? first) >= first) return;
    this.#lines = this.#lines.filter(({ syncId }) => syncId >= first);
  }

  clear(): void {
    this.#lines = [];
  }
}

/** Those of one anchor in the order in which they were stored. */
function byPlace(a: PersonalLine, b: PersonalLine): number {
  return a.syncId - b.syncId || a.at - b.at;
}
