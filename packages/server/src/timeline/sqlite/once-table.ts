import type { Statement } from 'bun:sqlite';
import { onceDay, tableOfDay, tablesToEmpty } from '../once-days.ts';
import type { Commit, CommitResult, Placed } from '../timeline.ts';
import type { Connection } from './connection.ts';
import { getMeta, setMeta } from './schema.ts';

type Once = NonNullable<Commit['once']>;

interface DayTable {
  find: Statement;
  insert: Statement;
  empty: Statement;
  /** Known to have rows; an empty table needs no look-up. */
  used: boolean;
}

/** Idempotency keys of today and yesterday, a table for each, emptied as a whole. */
export class OnceTable {
  readonly #db: Connection;
  readonly #tables: readonly [DayTable, DayTable];
  #day = 0;
  #loaded = false;

  constructor(db: Connection) {
    this.#db = db;
    this.#tables = [dayTable(db, 0), dayTable(db, 1)];
  }

  /** After a rollback: what is kept in memory is read again at the next turn. */
  forgetAll(): void {
    this.#loaded = false;
  }

  /** At the start of each transaction. */
  turnTo(nowMs: number): void {
    if (!this.#loaded) this.#load();
    const today = onceDay(nowMs);
    if (today <= this.#day) return;
    for (const number of tablesToEmpty(this.#day, today)) {
      this.#tables[number].empty.run();
      this.#tables[number].used = false;
    }
    setMeta(this.#db, 'once_day', today);
    this.#day = today;
  }

  find(once: Once): CommitResult | undefined {
    const key = onceKey(once);
    return findIn(this.#tables[0], key) ?? findIn(this.#tables[1], key);
  }

  remember(once: Once, placed: readonly Placed[]): void {
    const table = this.#tables[tableOfDay(this.#day)];
    table.insert.run(onceKey(once), once.at, JSON.stringify(placed.slice(0, 1)));
    table.used = true;
  }

  #load(): void {
    this.#day = getMeta(this.#db, 'once_day') ?? 0;
    this.#loaded = true;
    for (const number of [0, 1] as const) {
      const rows = this.#db.values(`SELECT 1 FROM once_${number} LIMIT 1`);
      this.#tables[number].used = rows.length > 0;
    }
  }
}

function dayTable(db: Connection, number: 0 | 1): DayTable {
  return {
    find: db.prepare(`SELECT at, placed FROM once_${number} WHERE key = ?`),
    insert: db.prepare(`INSERT INTO once_${number} VALUES (?, ?, ?)`),
    // Without WHERE: SQLite frees the pages without looking at the rows.
    empty: db.prepare(`DELETE FROM once_${number}`),
    used: true,
  };
}

function findIn(table: DayTable, key: string): CommitResult | undefined {
  if (!table.used) return undefined;
  const row = table.find.values(key)[0] as [number, string] | undefined;
  return row && { outcome: 'duplicate', placed: JSON.parse(row[1]) as Placed[], at: row[0] };
}

/**
 * The client's id in front: clients of ours start it with the time, so that the keys of all senders
 * arrive nearly in order and fill page after page, instead of touching a page each.
 */
function onceKey(once: Once): string {
  return `${once.clientId} ${once.sender}`;
}
