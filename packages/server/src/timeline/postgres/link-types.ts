/** Text with `$1 …`; prepared once for each connection under its name. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** Time limit, where the common one (`postgresStatementMs`) does not fit. ms. */
  readonly limitMs?: number;
}

/** bigint and int columns are numbers; arrays are arrays; json, numeric, dates … are texts. */
export type Value = string | number | boolean | null | readonly Value[];
export type Row = readonly Value[];

/** Runs one statement and gives its rows. */
export type Run = (statement: Statement, parameters?: readonly unknown[]) => Promise<Row[]>;

export type LinkState =
  | { readonly state: 'up' }
  | { readonly state: 'down'; readonly reason: string };

/**
 * Connections to one PostgreSQL server, or to whichever of several hosts takes writes. What cannot be
 * served rejects with `TimelineError`; what the server refuses for another reason, with
 * `PostgresFault`.
 */
export interface Link {
  /**
   * On the one writing connection, each statement its own transaction, in call order. One that
   * rejects with `unavailable` may have taken effect.
   */
  readonly write: Run;
  /** On any of the reading connections (they are read-only), in any order. */
  readonly read: Run;
  /**
   * Several statements in one transaction on the writing connection, in call order with `write`;
   * rolled back when `work` rejects. The server holds the locks while this process is busy or paused:
   * for rare work only, such as migrations.
   */
  transaction<T>(work: (run: Run) => Promise<T>): Promise<T>;
  /**
   * Looks now whether another server has taken the place of the one before (`FailoverRule`). Done on
   * each new connection and from time to time; to be called once when the tables have been made.
   */
  checkFailover(): Promise<void>;
  readonly state: LinkState;
  /** Finishes what was accepted, then closes. */
  close(): Promise<void>;
}
