export type StoreOpenErrorCode =
  | 'in_use'
  | 'newer_schema'
  | 'not_a_store'
  | 'damaged'
  | 'exists'
  | 'failed';

/** The store cannot be opened, restored or backed up like this; an operator has to act. */
export class StoreOpenError extends Error {
  readonly code: StoreOpenErrorCode;
  constructor(code: StoreOpenErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'StoreOpenError';
    this.code = code;
  }
}

/** What SQLite says about a file that it cannot open, in words for an operator. */
export function asOpenError(error: unknown, directory: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_NOTADB') {
    return new StoreOpenError('not_a_store', `${directory} has a timeline.db that is no database`);
  }
  if (!code.startsWith('SQLITE_')) return error;
  const type = code.startsWith('SQLITE_CORRUPT') ? 'damaged' : 'failed';
  return new StoreOpenError(type, `cannot open the timeline in ${directory}: ${code} ${error}`);
}
