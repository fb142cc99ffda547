import type { ErrorCode, WireError } from '@eagre/protocol';

/** Codes that the SDK adds to those of the server, and whether each is temporary. */
export const clientErrorTable = {
  /** No answer in time; whether the server did what was asked is unknown. */
  timeout: true,
  /** The connection was lost before the answer came. */
  disconnected: true,
  /** Too many requests or messages are waiting; try again when some are answered. */
  too_many_waiting: true,
  /** `close()` was called. */
  closed: false,
  /** The server closed the connection with a code that says "do not try again". */
  stopped: false,
  /** An async iterator was not read fast enough and lost its place; start a new one. */
  buffer_full: false,
  /** A callback of the application threw; `cause` is what it threw. */
  handler_failed: false,
  /** Positions could not be loaded or saved; `cause` says why. */
  storage_failed: true,
  /** The `token` function failed; `cause` says why. */
  token_failed: true,
  /** The room was left, or the stay in it ended; enter it again. */
  not_in_room: false,
  /** A packed frame could not be read and was dropped; what was reliable in it comes again. */
  unpack_failed: true,
} as const satisfies Record<string, boolean>;

export type ClientErrorCode = keyof typeof clientErrorTable;

export interface EagreErrorDetail {
  temporary?: boolean | undefined;
  retryAfterMs?: number | undefined;
  field?: string | undefined;
  cause?: unknown;
}

/**
 * Every failure the SDK reports. `temporary` says whether the same call may succeed later;
 * `retryAfterMs` (milliseconds) how long the server wants to be left alone; `field` which argument
 * was refused.
 */
export class EagreError extends Error {
  readonly code: ErrorCode | ClientErrorCode;
  readonly temporary: boolean;
  readonly retryAfterMs: number | undefined;
  readonly field: string | undefined;

  constructor(
    code: ErrorCode | ClientErrorCode,
    message: string,
    { temporary, retryAfterMs, field, cause }: EagreErrorDetail = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'EagreError';
    this.code = code;
    this.temporary = temporary ?? clientErrorTable[code as ClientErrorCode] ?? false;
    this.retryAfterMs = retryAfterMs;
    this.field = field;
  }

  static fromWire(error: WireError): EagreError {
    return new EagreError(error.code, error.message, error);
  }

  /** Any caught value as an EagreError; one that is one already stays itself. */
  static from(caught: unknown, code: ClientErrorCode, message: string): EagreError {
    return caught instanceof EagreError ? caught : new EagreError(code, message, { cause: caught });
  }
}

export function closedError(): EagreError {
  return new EagreError('closed', 'the client is closed');
}

export function invalidArgument(field: string, rule: string): EagreError {
  return new EagreError('invalid_argument', `${field} ${rule}`, { field });
}

export function tooManyWaiting(limit: number, what: string): EagreError {
  return new EagreError('too_many_waiting', `${limit} ${what} are waiting`);
}

/** Outcome of a request: handed to callbacks, so that the core needs no promises. */
export type Result<T> = { ok: T; error?: never } | { ok?: never; error: EagreError };

/** The promise of what a callback will be handed. */
export function promised<T>(start: (done: (result: Result<T>) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start(({ ok, error }) => {
      if (error === undefined) resolve(ok);
      else reject(error);
    });
  });
}
