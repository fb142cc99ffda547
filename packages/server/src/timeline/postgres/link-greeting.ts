import type { Limits } from '../../limits.ts';
import { StoreOpenError } from '../sqlite/store-open-error.ts';
import type { Run, Statement } from './link-types.ts';

/** What the statements need came with it at the latest. 150004 is 15.4. */
const oldestVersion = 150_000;

export interface ServerFacts {
  /** A standby follows another server and takes no writes. */
  readonly isStandby: boolean;
  /** Which history of writes this is: one more after each promotion. 0 on a standby. */
  readonly walTimeline: number;
}

/**
 * The settings hold for the connection. When this process is gone or has given up, the server is to
 * notice and to give up its locks, also in the middle of a statement or of a transaction: by asking
 * the socket, by asking the other machine, and by the time that a transaction rests. Plans are kept
 * while tables grow from nothing, so an index is used also where a small table is read as quickly.
 */
const greeting: Statement = {
  name: '',
  text: `
    SELECT set_config('client_connection_check_interval', $1, false),
      set_config('tcp_keepalives_idle', '5', false),
      set_config('tcp_keepalives_interval', '2', false),
      set_config('tcp_keepalives_count', '3', false),
      set_config('idle_in_transaction_session_timeout', $2, false),
      set_config('default_transaction_read_only', $3, false),
      set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false)`,
};

/** Of a server that is no standby: its name for its present file of writes begins with the timeline. */
export const walTimelineSql = `('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int`;

const look: Statement = {
  name: '',
  text: `
    SELECT pg_is_in_recovery(), current_setting('server_version_num')::int,
      CASE WHEN pg_is_in_recovery() THEN 0 ELSE ${walTimelineSql} END`,
};

export interface Manners {
  readonly readOnly: boolean;
  readonly limits: Pick<Limits, 'postgresGoneMs' | 'postgresStatementMs'>;
}

/** The first words on a new connection. Rejects as `run` does, or with `StoreOpenError`. */
export async function greet(run: Run, { readOnly, limits }: Manners): Promise<ServerFacts> {
  const { postgresGoneMs, postgresStatementMs } = limits;
  const [[isStandby, version, walTimeline] = []] = await run(look);
  if (Number(version) < oldestVersion) {
    const major = Math.floor(Number(version) / 10_000);
    throw new StoreOpenError('failed', `PostgreSQL ${major} is too old: 15 or later is needed`);
  }
  await run(greeting, [`${postgresGoneMs}`, `${postgresStatementMs}`, readOnly ? 'on' : 'off']);
  return { isStandby: isStandby === true, walTimeline: Number(walTimeline) };
}
