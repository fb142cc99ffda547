import { Database, type SQLQueryBindings, type Statement } from 'bun:sqlite';
import { join } from 'node:path';

export function databasePath(directory: string): string {
  return join(directory, 'timeline.db');
}

/**
 * A connection that ends when it is closed. The runtime's own `close` leaves it open until every
 * statement was collected as garbage; the file stays locked till then and its WAL beside it.
 */
export class Connection {
  readonly #db: Database;
  readonly #prepared: Statement[] = [];

  constructor(path: string, options: { readonly?: true; create?: true } = {}) {
    this.#db = new Database(path, { ...options, strict: true });
  }

  get path(): string {
    return this.#db.filename;
  }

  get inTransaction(): boolean {
    return this.#db.inTransaction;
  }

  /** For a statement that is used again and again; it lives as long as the connection. */
  prepare(sql: string): Statement {
    const statement = this.#db.prepare(sql);
    this.#prepared.push(statement);
    return statement;
  }

  /** Runs statements without parameters. */
  run(sql: string): void {
    this.#db.run(sql);
  }

  /** The rows of a statement that is used once. */
  values(sql: string, ...parameters: SQLQueryBindings[]): unknown[][] {
    const statement = this.#db.prepare(sql);
    try {
      return statement.values(...parameters);
    } finally {
      statement.finalize();
    }
  }

  /** The first column of the first row. */
  value(sql: string, ...parameters: SQLQueryBindings[]): unknown {
    return this.values(sql, ...parameters)[0]?.[0];
  }

  close(): void {
    for (const statement of this.#prepared.splice(0)) statement.finalize();
    this.#db.close(true);
  }
}

/**
 * The one connection that writes.
 *
 * synchronous=FULL: a commit in WAL mode is synced before it returns (invariant 2). No mmap: an I/O
 * error on a mapped page kills the process instead of failing the statement. The checkpoint comes
 * at 16 MB of WAL: rarely enough that pages written often are copied once, and short enough to be
 * hidden in a batch's time.
 */
export function openWriting(path: string): Connection {
  return configured(new Connection(path, { create: true }), [
    'page_size = 4096',
    'journal_mode = WAL',
    'synchronous = FULL',
    'wal_autocheckpoint = 4000',
    `journal_size_limit = ${64 * 1024 * 1024}`,
    'cache_size = -65536',
    'mmap_size = 0',
    'foreign_keys = OFF',
    'temp_store = MEMORY',
    // Only the moment in which another connection opens or closes the file is waited for.
    'busy_timeout = 5000',
  ]);
}

/**
 * For reads beside the writer: never waits for it, sees what is committed. Its page cache is small,
 * since the system's file cache stands behind it and the tail cache before it.
 */
export function openReading(path: string): Connection {
  return configured(new Connection(path, { readonly: true }), [
    'cache_size = -8192',
    'mmap_size = 0',
    'temp_store = MEMORY',
    'busy_timeout = 5000',
  ]);
}

function configured(connection: Connection, pragmas: readonly string[]): Connection {
  try {
    for (const pragma of pragmas) connection.run(`PRAGMA ${pragma}`);
    return connection;
  } catch (error) {
    connection.close();
    throw error;
  }
}
