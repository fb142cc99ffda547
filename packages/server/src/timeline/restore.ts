import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { syncPath } from './sqlite/backup.ts';
import { type Connection, databasePath, openWriting } from './sqlite/connection.ts';
import { lockDirectory } from './sqlite/directory-lock.ts';
import { checkIntegrity } from './sqlite/integrity.ts';
import { checkedVersion, getMeta, migrate, setMeta } from './sqlite/schema.ts';
import { StoreOpenError } from './sqlite/store-open-error.ts';

/**
 * Puts a backup into an empty data directory. Every queue gets a new epoch: entries that were
 * written after the backup are gone, and clients that saw them must notice (design section 2).
 * `nowMs`: wall clock. Throws `StoreOpenError`; the directory is then as it was.
 */
export function restoreFrom(
  backup: string,
  directory: string,
  nowMs: number,
): { queues: number; epoch: number } {
  if (!existsSync(backup)) throw new StoreOpenError('failed', `there is no backup ${backup}`);
  mkdirSync(directory, { recursive: true });
  const lock = lockDirectory(directory);
  const path = databasePath(directory);
  const partial = `${path}.partial`;
  try {
    if (existsSync(path)) {
      throw new StoreOpenError('exists', `${path} exists: restore into an empty directory`);
    }
    copyFileSync(backup, partial);
    const restored = renew(partial, nowMs);
    syncPath(partial);
    renameSync(partial, path);
    syncPath(directory);
    return restored;
  } finally {
    for (const rest of [partial, `${partial}-wal`, `${partial}-shm`]) rmSync(rest, { force: true });
    lock.release();
  }
}

function renew(path: string, nowMs: number): { queues: number; epoch: number } {
  const db = openWriting(path);
  try {
    if (checkedVersion(db) === 0) {
      throw new StoreOpenError('not_a_store', `${path} is not a backup of an Eagre timeline`);
    }
    checkIntegrity(db, 'bounded', statSync(path).size);
    migrate(db, nowMs);
    return renewEpochs(db, Math.floor(nowMs / 1000));
  } finally {
    db.close();
  }
}

/** One new epoch for all, greater than any old one, even when the clock was set back. */
function renewEpochs(db: Connection, nowSeconds: number): { queues: number; epoch: number } {
  const greatest = Number(db.value('SELECT max(epoch) FROM queue') ?? 0);
  const epoch = Math.max(nowSeconds, greatest + 1, (getMeta(db, 'store_epoch') ?? 0) + 1);
  const { changes } = db.prepare('UPDATE queue SET epoch = ?').run(epoch);
  setMeta(db, 'store_epoch', epoch);
  return { queues: changes, epoch };
}
