import type { Clock } from '@eagre/protocol';
import type { Limits } from '../../limits.ts';
import { LinkConnection } from '../../timeline/postgres/link-connection.ts';
import type { Host } from '../../timeline/postgres/link-hosts.ts';
import type { Statement } from '../../timeline/postgres/link-types.ts';

/** What a PostgreSQL server says of itself. */
export interface PostgresFacts {
  version: string;
  /** 150004 is 15.4. */
  versionNumber: number;
  isStandby: boolean;
  fsync: boolean;
  fullPageWrites: boolean;
  synchronousCommit: string;
  synchronousStandbys: string;
  maxConnections: number;
  /** Kept for administrators. */
  reservedConnections: number;
  /** May make tables in this database, or has the schema already. */
  mayMigrate: boolean;
  /** Its clock is so far ahead of ours; exact to half of `roundTripMs`. */
  clockAheadMs: number;
  roundTripMs: number;
}

const ask: Statement = {
  name: '',
  text: `
    SELECT current_setting('server_version'), current_setting('server_version_num')::int,
      pg_is_in_recovery(), current_setting('fsync'), current_setting('full_page_writes'),
      current_setting('synchronous_commit'), current_setting('synchronous_standby_names'),
      current_setting('max_connections')::int,
      current_setting('superuser_reserved_connections')::int,
      to_regnamespace('eagre') IS NOT NULL
        OR has_database_privilege(current_database(), 'CREATE'),
      (extract(epoch FROM clock_timestamp()) * 1000)::bigint`,
};

/** Rejects with what is wrong with the way there. */
export async function postgresFacts(
  host: Host,
  { clock, limits }: { clock: Clock; limits: Limits },
): Promise<PostgresFacts> {
  const connection = await LinkConnection.open({ host, clock, limits });
  try {
    // The first statement of a connection takes longer, which would be seen as a clock that is off.
    await connection.run(ask, []);
    const askedAt = clock.now();
    const askedMs = clock.monotonicMs();
    const [row = []] = await connection.run(ask, []);
    const roundTripMs = clock.monotonicMs() - askedMs;
    return {
      version: String(row[0]),
      versionNumber: Number(row[1]),
      isStandby: row[2] === true,
      fsync: row[3] === 'on',
      fullPageWrites: row[4] === 'on',
      synchronousCommit: String(row[5]),
      synchronousStandbys: String(row[6]),
      maxConnections: Number(row[7]),
      reservedConnections: Number(row[8]),
      mayMigrate: row[9] === true,
      clockAheadMs: Math.round(Number(row[10]) - askedAt - roundTripMs / 2),
      roundTripMs,
    };
  } finally {
    connection.destroy('done');
  }
}
