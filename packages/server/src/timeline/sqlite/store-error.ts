import { TimelineError, type TimelineErrorCode } from '../timeline.ts';

/**
 * Errors of SQLite that tell about the store and not about the commit: they end the whole batch.
 * By primary code: full, I/O, busy, damaged, no memory, read-only, cannot open, locked.
 */
const ofTheStore =
  /^SQLITE_(FULL|IOERR|BUSY|CORRUPT|NOTADB|NOMEM|READONLY|CANTOPEN|LOCKED|PROTOCOL)/;

/**
 * No room: on the disk, for the file's growth, for the shared-memory file, or by quota. A sync that
 * failed is not among them: whether its data are on disk is unknown.
 */
const noRoom = /^SQLITE_(FULL$|IOERR_(WRITE|SHMSIZE|SHMMAP|TRUNCATE))/;

export function storeErrorCode(error: unknown): TimelineErrorCode | undefined {
  const code = sqliteCode(error);
  if (noRoom.test(code)) return 'full';
  return ofTheStore.test(code) ? 'unavailable' : undefined;
}

export function toTimelineError(error: unknown): TimelineError | undefined {
  const code = storeErrorCode(error);
  if (code === undefined) return undefined;
  const what = code === 'full' ? 'no room on the disk of the store' : 'the store failed';
  return new TimelineError(code, `${what} (${sqliteCode(error)}: ${messageOf(error)})`);
}

function sqliteCode(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
