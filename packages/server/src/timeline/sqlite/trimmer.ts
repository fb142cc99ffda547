import type { Statement } from 'bun:sqlite';
import type { Connection } from './connection.ts';
import type { OpenQueue } from './queue-table.ts';

/** Removes old entries; the low mark moves with them, so the head is never lost with the last one. */
export class Trimmer {
  readonly #low: Statement;
  readonly #setLow: Statement;
  readonly #entries: Statement;
  readonly #personals: Statement;

  constructor(db: Connection) {
    this.#low = db.prepare('SELECT low FROM queue WHERE queue_no = ?');
    this.#setLow = db.prepare('UPDATE queue SET low = ? WHERE queue_no = ?');
    this.#entries = db.prepare(
      'DELETE FROM entry WHERE place > ((?1 << 32) | ?2) AND place <= ((?1 << 32) | ?3)',
    );
    this.#personals = db.prepare('DELETE FROM personal WHERE queue_no = ? AND sync_id <= ?');
  }

  /** Within a transaction; at most `slice` entries. Returns whether there is more to remove. */
  trim(queue: OpenQueue | undefined, upTo: number, slice: number): boolean {
    if (queue === undefined) return false;
    const row = this.#low.values(queue.no)[0] as [number];
    const target = Math.min(upTo, queue.head);
    const low = Math.min(row[0] + slice, target);
    if (low <= row[0]) return false;
    this.#entries.run(queue.no, row[0], low);
    this.#personals.run(queue.no, low);
    this.#setLow.run(low, queue.no);
    return low < target;
  }
}
