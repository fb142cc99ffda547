import type { ErrorCode, WireError } from '@eagre/protocol';

/** Codes that the SDK adds to those of the server. */
export const clientErrorTable = {
  /** No answer in time; whether the server did what was asked is unknown. */
  timeout: { temporary: true },
  /** The connection was lost before the answer came. */
  disconnected: { temporary: true },
  /** Too many requests or messages are waiting; try again when some are answered. */
  too_many_waiting: { temporary: true },
  /** `close()` was called. */
  closed: { temporary: false },
  /** The server closed the connection with a code that says "do not try again". */
  stopped: { temporary: false },
  /** An async iterator was not read fast enough and lost its place; start a new one. */
  buffer_full: { temporary: false },
  /** A callback of the application threw; `cause` is what it threw. */
  handler_failed: { temporary: false },
  /** Positions could not be loaded or saved; `cause` says why. */
  storage_failed: { temporary: true },
  /** The `token` function failed; `cause` says why. */
  token_failed: { temporary: true },
} as const satisfies Record<string, { temporary: boolean }>;

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
    const known = code in clientErrorTable && clientErrorTable[code as ClientErrorCode].temporary;
    this.temporary = temporary ?? known;
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

/** Outcome of a request: handed to callbacks, so that the core needs no promises. */
export type Result<T> = { ok: T; error?: never } | { ok?: never; error: EagreError };
