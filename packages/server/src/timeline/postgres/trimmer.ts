import type { QueueKey } from '../../keys.ts';
import { numbersLiteral, textsLiteral } from './array-literals.ts';
import type { Link, Statement } from './link-types.ts';

const trimSlice: Statement = { name: 'trim', text: 'SELECT eagre.trim_1($1, $2, $3)' };

/**
 * In the order in which batches lock queues. Not synced: an entry that comes back after a crash is
 * one that was applied before, which its key tells.
 */
const clearOutboxes: Statement = {
  name: 'clear',
  text: 'SELECT eagre.clear_1($1::text[], $2::bigint[], $3)',
};

/** Removes old entries in slices, between which batches get their turn. */
export class Trimmer {
  readonly #link: Pick<Link, 'write'>;
  readonly #slice: number;

  constructor(link: Pick<Link, 'write'>, slice: number) {
    this.#link = link;
    this.#slice = slice;
  }

  async trim(queue: QueueKey, upTo: number): Promise<void> {
    let isMore = true;
    while (isMore) {
      const [row] = await this.#link.write(trimSlice, [queue, upTo, this.#slice]);
      isMore = row?.[0] === true;
    }
  }

  async clear(marks: readonly { outbox: QueueKey; upTo: number }[]): Promise<void> {
    const sorted = marks.toSorted((a, b) => (a.outbox < b.outbox ? -1 : 1));
    const outboxes = textsLiteral(sorted.map(({ outbox }) => outbox));
    const places = numbersLiteral(sorted.map(({ upTo }) => upTo));
    let isMore = sorted.length > 0;
    while (isMore) {
      const [row] = await this.#link.write(clearOutboxes, [outboxes, places, this.#slice]);
      isMore = row?.[0] === true;
    }
  }
}
