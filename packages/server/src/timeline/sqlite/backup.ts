import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { openReading } from './connection.ts';
import { StoreOpenError } from './store-open-error.ts';

/** Where a backup grows until it is whole; its size is the progress. */
export function partialPath(path: string): string {
  return `${path}.partial`;
}

/**
 * Copies the store as it is at this moment, compacted, into a new file: one long read beside the
 * writer. The file has its name only when it is whole and synced. Throws `StoreOpenError`.
 */
export function backupDatabase(database: string, path: string): { bytes: number } {
  const partial = partialPath(path);
  for (const taken of [path, partial]) {
    if (existsSync(taken)) throw new StoreOpenError('exists', `${taken} exists: name a new file`);
  }
  const db = openReading(database);
  try {
    db.values('VACUUM INTO ?', partial);
    syncPath(partial);
    renameSync(partial, path);
    syncPath(dirname(path));
  } catch (error) {
    rmSync(partial, { force: true });
    throw error;
  } finally {
    db.close();
  }
  return { bytes: statSync(path).size };
}

/** Of a file or of a directory. */
export function syncPath(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}
