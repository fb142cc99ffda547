import type { Committed } from '../../timeline/committed.ts';
import type { FeedCounts } from './feed-counts.ts';

/**
 * What is known of a queue behind a place from which something is missing: entries that came early,
 * and how far the log goes as others told.
 */
export class Hole {
  readonly #counts: Pick<FeedCounts, 'held' | 'heldChars'>;
  /** By their first; they may overlap. */
  #held: Committed[] = [];
  #wanted = 0;
  #entries = 0;

  constructor(counts: Pick<FeedCounts, 'held' | 'heldChars'>) {
    this.#counts = counts;
  }

  /** Entries that wait here. */
  get entries(): number {
    return this.#entries;
  }

  /** The last entry known to exist. */
  get top(): number {
    return this.#held.reduce((top, held) => Math.max(top, lastOf(held)), this.#wanted);
  }

  /** The last entry that is missing before what waits, or of all. */
  get end(): number {
    const [next] = this.#held;
    return next === undefined ? this.#wanted : next.first - 1;
  }

  /** The last entry that is missing of all that is known. */
  get lastEnd(): number {
    const last = this.#held.at(-1);
    return last === undefined || this.#wanted > lastOf(last) ? this.#wanted : last.first - 1;
  }

  /** Nothing is known beyond `head`. */
  isPast(head: number): boolean {
    return this.#held.length === 0 && this.#wanted <= head;
  }

  /** The log goes up to `head` at least. */
  want(head: number): void {
    this.#wanted = Math.max(this.#wanted, head);
  }

  hold(committed: Committed): void {
    const { first } = committed;
    const before = this.#held.findLastIndex((held) => held.first <= first);
    const same = this.#held[before];
    if (same !== undefined && lastOf(same) >= lastOf(committed)) return;
    this.#held.splice(before + 1, 0, committed);
    this.#count(committed, 1);
  }

  /** Takes what goes on after `head`, or is known there already; undefined before a hole. */
  take(head: number): Committed | undefined {
    const [next] = this.#held;
    if (next === undefined || next.first > head + 1) return undefined;
    this.#held.shift();
    this.#count(next, -1);
    return next;
  }

  clear(): void {
    for (const held of this.#held) this.#count(held, -1);
    this.#held = [];
  }

  #count({ entries }: Committed, sign: 1 | -1): void {
    this.#entries += sign * entries.length;
    this.#counts.held += sign * entries.length;
    for (const entry of entries) this.#counts.heldChars += sign * entry.length;
  }
}

function lastOf({ first, entries }: Committed): number {
  return first + entries.length - 1;
}
