import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Connection } from './connection.ts';
import { StoreOpenError } from './store-open-error.ts';

/**
 * Keeps two processes from one data directory. A file with a process id would survive `kill -9` and
 * ids are used again; an exclusive lock of SQLite on a file of its own is a lock of the operating
 * system, which ends with the process in every case. The id is only written for the message.
 */
export function lockDirectory(directory: string): { release(): void } {
  const idPath = join(directory, 'timeline.pid');
  const lock = new Connection(join(directory, 'timeline.lock'), { create: true });
  try {
    // Without a journal file of its own; nothing is ever written.
    lock.run('PRAGMA journal_mode = MEMORY');
    lock.run('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    throw lockError(error, directory, idPath);
  }
  writeFileSync(idPath, `${process.pid}\n`);
  return {
    release() {
      lock.run('ROLLBACK');
      lock.close();
    },
  };
}

function lockError(error: unknown, directory: string, idPath: string): StoreOpenError {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!code.startsWith('SQLITE_BUSY')) {
    return new StoreOpenError('failed', `cannot lock ${directory}: ${String(error)}`, error);
  }
  return new StoreOpenError(
    'in_use',
    `${directory} is in use by another process (${holder(idPath)}): stop it, or use another directory`,
  );
}

function holder(idPath: string): string {
  try {
    return `process id ${readFileSync(idPath, 'utf8').trim()}`;
  } catch {
    return 'process id unknown';
  }
}
