/** What the API refused, or why nothing came back from it. */
export class ConsoleError extends Error {
  override readonly name = 'ConsoleError';
  /** The API's code, or `unreachable` (no answer), `timeout`, `bad_answer` (not of this API). */
  readonly code: string;
  /** HTTP status; 0 without an answer. */
  readonly status: number;
  /** The part of the request that was wrong. */
  readonly field: string | undefined;
  /** How long to wait before the same request makes sense. */
  readonly retryAfterMs: number | undefined;

  constructor(code: string, message: string, detail: ConsoleErrorDetail = {}) {
    super(message, detail.cause === undefined ? {} : { cause: detail.cause });
    this.code = code;
    this.status = detail.status ?? 0;
    this.field = detail.field;
    this.retryAfterMs = detail.retryAfterMs;
  }
}

export interface ConsoleErrorDetail {
  readonly status?: number | undefined;
  readonly field?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** Whatever was caught, as one of ours. */
export function asConsoleError(caught: unknown): ConsoleError {
  if (caught instanceof ConsoleError) return caught;
  const message = caught instanceof Error ? caught.message : String(caught);
  return new ConsoleError('unexpected', message, { cause: caught });
}

/** Reads the API's `{error: {code, message, …}}`; any other body becomes `bad_answer`. */
export function errorOfAnswer(status: number, body: unknown): ConsoleError {
  const error = isRecord(body) && isRecord(body['error']) ? body['error'] : undefined;
  const code = error?.['code'];
  const message = error?.['message'];
  if (error === undefined || typeof code !== 'string' || typeof message !== 'string') {
    return new ConsoleError('bad_answer', `the server answered ${status}`, { status });
  }
  const field = error['field'];
  const retryAfterMs = error['retryAfterMs'];
  return new ConsoleError(code, message, {
    status,
    field: typeof field === 'string' ? field : undefined,
    retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
