import type { Figures } from './figure-names.ts';
import { histogramOf, percent } from './measures.ts';

/** Who wrote how much, and after how long again. */
export class AuthorCounts {
  readonly #people = new Map<string | number, { messages: number; lastMs: number }>();
  readonly #againMs = histogramOf(1e11);
  #messages = 0;
  #inRow = 0;
  #latest: string | number | undefined;

  add(author: string | number, offsetMs: number): void {
    const person = this.#people.get(author);
    if (person === undefined) this.#people.set(author, { messages: 1, lastMs: offsetMs });
    else {
      this.#againMs.recordValue(Math.max(1, Math.round(offsetMs - person.lastMs)));
      person.messages += 1;
      person.lastMs = offsetMs;
    }
    this.#messages += 1;
    if (author === this.#latest) this.#inRow += 1;
    this.#latest = author;
  }

  figures(): Figures {
    const counts = [...this.#people.values()].map(({ messages }) => messages);
    counts.sort((a, b) => b - a);
    const ofBusiest = (share: number) => {
      const busiest = counts.slice(0, Math.max(1, Math.round(counts.length * share)));
      return percent(
        busiest.reduce((sum, count) => sum + count, 0),
        this.#messages,
      );
    };
    return {
      authors: counts.length,
      'authors with one message': percent(
        counts.filter((count) => count === 1).length,
        counts.length,
      ),
      'messages of the busiest 1 %': ofBusiest(0.01),
      'messages of the busiest 10 %': ofBusiest(0.1),
      'same author as the message before': percent(this.#inRow, this.#messages - 1),
      'author again, median': this.#againMs.getValueAtPercentile(50) / 1000,
      'author again, p90': this.#againMs.getValueAtPercentile(90) / 1000,
    };
  }
}
