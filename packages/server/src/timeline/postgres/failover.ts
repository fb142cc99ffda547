import type { Limits } from '../../limits.ts';
import { walTimelineSql } from './link-greeting.ts';
import { inTransaction } from './link-transaction.ts';
import type { Run, Statement } from './link-types.ts';

export interface FailoverOptions {
  readonly limits: Pick<Limits, 'postgresTrustMs' | 'postgresSeenMs'>;
  /** Told when all queues got a new epoch. */
  readonly onRenewed: (epoch: number, why: string) => void;
}

interface Seen {
  readonly walTimeline: number;
  /** Which tables these are, of all that were ever made; a copy has another. Undefined: never noted. */
  readonly home: string | undefined;
  /** A commit is acknowledged only when a standby has it, too. */
  readonly isSynchronous: boolean;
  /** Wall clock of the server, seconds. */
  readonly atSeconds: number;
}

const tablesAreThere: Statement = {
  name: 'failover_tables',
  text: `SELECT to_regclass('eagre.meta') IS NOT NULL`,
};

const lock: Statement = {
  name: 'failover_lock',
  text: 'SELECT pg_advisory_xact_lock(1751, 7)',
};

/**
 * The server by the number that it was given when it was made, and database and table by theirs: what
 * is restored from a dump, or copied, has at least one of them anew.
 */
const homeSql = `
  hashtextextended(concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
    (SELECT oid FROM pg_database WHERE datname = current_database()), 'eagre.meta'::regclass::oid), 0)`;

/** What is so now, and what was when somebody looked last. A home has more digits than a number. */
const look: Statement = {
  name: 'failover_look',
  text: `
    SELECT ${walTimelineSql},
      current_setting('synchronous_standby_names') <> ''
        AND current_setting('synchronous_commit') IN ('on', 'remote_apply'),
      extract(epoch FROM clock_timestamp())::bigint,
      (SELECT value FROM eagre.meta WHERE name = 'wal_timeline'),
      (SELECT value FROM eagre.meta WHERE name = 'wal_synchronous'),
      (SELECT value FROM eagre.meta WHERE name = 'wal_seen'),
      (${homeSql})::text,
      (SELECT value::text FROM eagre.meta WHERE name = 'home')`,
};

const remember: Statement = {
  name: 'failover_remember',
  text: `
    INSERT INTO eagre.meta (name, value)
    VALUES ('wal_timeline', $1), ('wal_synchronous', $2), ('wal_seen', $3), ('home', $4)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
};

const renewEpoch: Statement = { name: 'failover_renew', text: 'SELECT eagre.renew_epoch_1($1)' };

/**
 * Finds that another server has taken the place of the one before, and gives all queues a new epoch
 * when commits can have been lost by it: clients that saw them must notice (design section 2).
 *
 * The server's own number of its history (the WAL timeline) tells: it grows with each promotion and
 * with each restore to a point in time, and stays through restarts and crashes, which lose nothing.
 * Commits can have been lost unless the store said, a short while before, that each is acknowledged
 * only after a synchronous standby had it. That is written down with the time: a backup of last week
 * that is restored says so of last week. A dump keeps no history: its tables are new ones, wherever
 * they are put, and whatever was committed after it is lost.
 *
 * Every node does this first on every new writing connection, and no connection outlives a promotion;
 * so nobody writes between the promotion and the check. Under one lock, so that one of them finds the
 * change. What it can't see: a standby that was promoted while it was none of the synchronous ones, a
 * switch to asynchronous replication within the last pulse (`postgresPulseMs`), and files that were
 * put back without telling the server that it is recovering; `eagre renew-epoch` is for these.
 */
export class FailoverRule {
  readonly #options: FailoverOptions;
  #hasTables = false;

  constructor(options: FailoverOptions) {
    this.#options = options;
  }

  /** On a connection that takes writes, outside of a transaction. Rejects as the statements do. */
  async check(run: Run): Promise<void> {
    if (!(await this.#tables(run))) return;
    const { now, before } = await lookUp(run);
    if (before !== undefined && this.#isTold(now, before)) return;
    const renewed = await inTransaction(run, (inside) => this.#settle(inside));
    if (renewed !== undefined) this.#options.onRenewed(renewed.epoch, renewed.why);
  }

  async #tables(run: Run): Promise<boolean> {
    if (!this.#hasTables) this.#hasTables = (await run(tablesAreThere))[0]?.[0] === true;
    return this.#hasTables;
  }

  #isTold(now: Seen, before: Seen): boolean {
    return (
      now.walTimeline === before.walTimeline &&
      now.home === before.home &&
      now.isSynchronous === before.isSynchronous &&
      (now.atSeconds - before.atSeconds) * 1000 < this.#options.limits.postgresSeenMs
    );
  }

  /** In a transaction: another node may have been here since we looked. */
  async #settle(run: Run): Promise<{ epoch: number; why: string } | undefined> {
    await run(lock);
    const { now, before } = await lookUp(run);
    await run(remember, [now.walTimeline, now.isSynchronous ? 1 : 0, now.atSeconds, now.home]);
    const why = before === undefined ? undefined : this.#whyLost(now, before);
    if (why === undefined) return undefined;
    const [[epoch] = []] = await run(renewEpoch, [now.atSeconds]);
    return { epoch: Number(epoch), why };
  }

  #whyLost(now: Seen, before: Seen): string | undefined {
    if (before.home !== undefined && now.home !== before.home) {
      return 'the tables were restored from a dump, or copied, or moved to another server';
    }
    if (now.walTimeline === before.walTimeline) return undefined;
    const what = `PostgreSQL was promoted or restored (WAL timeline ${before.walTimeline}, now ${now.walTimeline})`;
    if (!before.isSynchronous) return `${what} without a synchronous standby`;
    const agoSeconds = now.atSeconds - before.atSeconds;
    if (agoSeconds * 1000 <= this.#options.limits.postgresTrustMs) return undefined;
    return `${what} from a state of ${agoSeconds} s ago`;
  }
}

async function lookUp(run: Run): Promise<{ now: Seen; before: Seen | undefined }> {
  const [row = []] = await run(look);
  const [timeline, synchronous, seconds, wasTimeline, wasSynchronous, wasSeconds, home, wasHome] =
    row;
  const now = seen(timeline, synchronous === true, seconds, home);
  if (wasTimeline === null) return { now, before: undefined };
  return { now, before: seen(wasTimeline, wasSynchronous === 1, wasSeconds, wasHome) };
}

function seen(timeline: unknown, isSynchronous: boolean, seconds: unknown, home: unknown): Seen {
  return {
    walTimeline: Number(timeline),
    home: typeof home === 'string' ? home : undefined,
    isSynchronous,
    atSeconds: Number(seconds),
  };
}
