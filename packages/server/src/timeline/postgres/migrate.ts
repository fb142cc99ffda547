import { StoreOpenError } from '../sqlite/store-open-error.ts';
import type { Link, Row, Run, Statement } from './link-types.ts';
import { migrations } from './schema/migrations.ts';

/** A step may have to go through all queues of a full server. ms. */
const limitMs = 10 * 60_000;

/** Locks by number: those of this schema, and among them the one of who changes it. */
const lock: Statement = {
  name: '',
  text: 'SELECT pg_advisory_xact_lock(1751, 0)',
  limitMs,
};

const look: Statement = {
  name: '',
  text: `
    SELECT current_setting('server_version_num')::int, pg_encoding_to_char(encoding),
      current_setting('fsync'), to_regnamespace('eagre') IS NOT NULL,
      to_regclass('eagre.meta') IS NOT NULL
    FROM pg_database WHERE datname = current_database()`,
};

const readVersion: Statement = {
  name: '',
  text: `SELECT max(value) FROM eagre.meta WHERE name = 'schema_version'`,
};

const setVersion: Statement = {
  name: '',
  text: `
    INSERT INTO eagre.meta VALUES ('schema_version', $1)
    ON CONFLICT (name) DO UPDATE SET value = excluded.value`,
};

const firstValues: Statement = {
  name: '',
  text: `
    INSERT INTO eagre.meta VALUES ('store_epoch', $1), ('epoch_floor', 0), ('epoch_taken_over', 0),
      ('once_day', 0), ('map_version', 0)`,
};

export interface MigrateOptions {
  nowMs: number;
  /** For an operator: the store is safe to use only after he has mended what it says. */
  report: (text: string) => void;
  steps?: readonly string[];
}

/**
 * Brings the schema `eagre` of the database to the newest version in one transaction; of several nodes
 * that start at once one does it, the others wait for it. Throws `StoreOpenError`, and as a `Link`.
 */
export async function migrate(
  link: Pick<Link, 'transaction'>,
  { nowMs, report, steps = migrations }: MigrateOptions,
): Promise<void> {
  await link.transaction(async (run) => {
    await run(lock);
    const [facts] = await run(look);
    const isOurs = checkServer(facts as Row, report);
    const version = isOurs ? await checkedVersion(run, steps.length) : 0;
    if (version === steps.length) return;
    if (version === 0) await run({ name: '', text: 'CREATE SCHEMA eagre' });
    for (const text of steps.slice(version)) await run({ name: '', text, limitMs });
    if (version === 0) await run(firstValues, [Math.floor(nowMs / 1000)]);
    await run(setVersion, [steps.length]);
  });
}

/** Whether the schema is there. */
function checkServer(
  [version, encoding, fsync, hasSchema, hasMeta]: Row,
  report: (text: string) => void,
): boolean {
  if (Number(version) < 150_000) {
    const major = Math.floor(Number(version) / 10_000);
    throw new StoreOpenError('failed', `PostgreSQL ${major} is too old: 15 or later is needed`);
  }
  if (encoding !== 'UTF8') {
    throw new StoreOpenError(
      'failed',
      `the database has the encoding ${encoding}: make one with ENCODING 'UTF8'`,
    );
  }
  if (fsync !== 'on') {
    report(
      'PostgreSQL runs with fsync = off: what was acknowledged is lost when its machine fails. Set it to on',
    );
  }
  if (hasSchema === true && hasMeta !== true) {
    throw new StoreOpenError(
      'not_a_store',
      "the database has a schema eagre that is not of this program: use a database of Eagre's own",
    );
  }
  return hasSchema === true;
}

async function checkedVersion(run: Run, newest: number): Promise<number> {
  const version = Number((await run(readVersion))[0]?.[0] ?? 0);
  if (version <= newest) return version;
  throw new StoreOpenError(
    'newer_schema',
    `the database has schema version ${version}, this program knows versions up to ${newest}: ` +
      'run the newer program, or restore a backup that the older one made',
  );
}
