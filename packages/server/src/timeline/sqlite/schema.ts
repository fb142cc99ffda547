import type { Connection } from './connection.ts';
import { migrations } from './migrations.ts';
import { StoreOpenError } from './store-open-error.ts';

/** Marks the file as ours: "Eagr". */
const applicationId = 0x45616772;

/**
 * Brings the schema to the newest version in one transaction, so that two programs cannot both do
 * it and a crash leaves the old version. Throws `StoreOpenError`.
 */
export function migrate(
  db: Connection,
  nowMs: number,
  steps: readonly string[] = migrations,
): void {
  db.run('BEGIN IMMEDIATE');
  try {
    const version = checkedVersion(db, steps.length);
    for (const step of steps.slice(version)) db.run(step);
    if (version === 0) {
      db.run(`PRAGMA application_id = ${applicationId}`);
      setMeta(db, 'store_epoch', Math.floor(nowMs / 1000));
    }
    if (version < steps.length) db.run(`PRAGMA user_version = ${steps.length}`);
    db.run('COMMIT');
  } catch (error) {
    if (db.inTransaction) db.run('ROLLBACK');
    throw error;
  }
}

/** The schema version of the file; refuses what this program cannot read. */
export function checkedVersion(db: Connection, newest: number = migrations.length): number {
  const version = pragmaNumber(db, 'user_version');
  const id = pragmaNumber(db, 'application_id');
  const isEmpty = version === 0 && id === 0 && countTables(db) === 0;
  if (!isEmpty && id !== applicationId) {
    throw new StoreOpenError('not_a_store', `${db.path} is not an Eagre timeline`);
  }
  if (version > newest) {
    throw new StoreOpenError(
      'newer_schema',
      `${db.path} has schema version ${version}, this program knows versions up to ${newest}: ` +
        'run the newer program, or restore a backup that the older one made',
    );
  }
  return version;
}

export function getMeta(db: Connection, name: string): number | undefined {
  return db.value('SELECT value FROM meta WHERE name = ?', name) as number | undefined;
}

export function setMeta(db: Connection, name: string, value: number): void {
  db.values('INSERT OR REPLACE INTO meta VALUES (?, ?)', name, value);
}

function pragmaNumber(db: Connection, name: string): number {
  return Number(db.value(`PRAGMA ${name}`) ?? 0);
}

function countTables(db: Connection): number {
  return Number(db.value('SELECT count(*) FROM sqlite_schema'));
}
