import type { Statement } from 'bun:sqlite';
import type { QueueKey } from '../../keys.ts';
import type { Connection } from './connection.ts';
import { RecentMap } from './recent-map.ts';
import { getMeta } from './schema.ts';

/** A queue as the writer knows it; `head` is what the next append counts from. */
export interface OpenQueue {
  no: number;
  epoch: number;
  head: number;
}

/**
 * The queues of the writer. A head is never stored: it is the greatest place there is, looked up
 * when a queue is first touched and counted in memory from then on, so that an append writes one
 * row and nothing else. Everything remembered is forgotten when a transaction is rolled back.
 */
export class QueueTable {
  readonly storeEpoch: number;
  readonly #known: RecentMap<QueueKey, OpenQueue>;
  readonly #find: Statement;
  readonly #make: Statement;

  constructor(db: Connection, size: number) {
    this.storeEpoch = getMeta(db, 'store_epoch') ?? 0;
    this.#known = new RecentMap(size);
    this.#find = db.prepare(findQueueSql);
    this.#make = db.prepare('INSERT INTO queue (name, epoch) VALUES (?, ?) RETURNING queue_no');
  }

  find(key: QueueKey): OpenQueue | undefined {
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const row = this.#find.values(key)[0] as [number, number, number, number] | undefined;
    if (row === undefined) return undefined;
    const found = { no: row[0], epoch: row[1], head: row[3] };
    this.#known.set(key, found);
    return found;
  }

  /** Makes it when it was never written. */
  open(key: QueueKey): OpenQueue {
    const found = this.find(key);
    if (found !== undefined) return found;
    const row = this.#make.values(key, this.storeEpoch)[0] as [number];
    const made = { no: row[0], epoch: this.storeEpoch, head: 0 };
    this.#known.set(key, made);
    return made;
  }

  forgetAll(): void {
    this.#known.clear();
  }
}

const columnsAndHead = `queue_no, epoch, low, max(low, ifnull(
    (SELECT place & 0xffffffff FROM entry
     WHERE place > queue_no << 32 AND place < (queue_no + 1) << 32
     ORDER BY place DESC LIMIT 1), 0))`;

/** queue_no, epoch, low and head of a queue by its name. */
export const findQueueSql = `SELECT ${columnsAndHead} FROM queue WHERE name = ?`;

/** The same and the name, of a page of queues in order of their names. */
export const listQueuesSql = `
  SELECT ${columnsAndHead}, name FROM queue WHERE name > ? ORDER BY name LIMIT ?`;
