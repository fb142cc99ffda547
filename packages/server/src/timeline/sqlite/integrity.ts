import type { Connection } from './connection.ts';
import { StoreOpenError } from './store-open-error.ts';

/** Files up to this size are checked whole at start: about half a second from a cold disk. Bytes. */
const wholeCheckBytes = 256 * 1024 * 1024;

/** Small tables that everything else depends on; the others are read only where asked for. */
const smallTables = ['meta', 'conversation', 'user'];

/**
 * Looks for damage at start. `quick_check` reads every page, which takes minutes for a large store,
 * so a large one is checked in its small tables only (WAL frames carry checksums of their own);
 * `full` asks for everything, with indexes compared to their tables. Throws `StoreOpenError`.
 */
export function checkIntegrity(db: Connection, how: 'bounded' | 'full', fileBytes: number): void {
  for (const check of checks(how, fileBytes)) {
    const found = run(db, check);
    if (found === 'ok') continue;
    throw new StoreOpenError(
      'damaged',
      `${db.path} is damaged (${found}): restore a backup, or start with an empty directory`,
    );
  }
}

function checks(how: 'bounded' | 'full', fileBytes: number): string[] {
  if (how === 'full') return ['PRAGMA integrity_check(1)'];
  if (fileBytes <= wholeCheckBytes) return ['PRAGMA quick_check(1)'];
  return smallTables.map((table) => `PRAGMA quick_check(${table})`);
}

function run(db: Connection, check: string): string {
  try {
    return String(db.value(check));
  } catch (error) {
    return String(error);
  }
}
