import { type ErrorCode, type ErrorDetail, type WireError, wireError } from '@eagre/protocol';

/**
 * An expected refusal by a service, the same for a device's command and for the HTTP API. `message`
 * may be shown to the caller: it names the field and the limit, and nothing of the inside.
 */
export class ServiceError extends Error {
  readonly code: ErrorCode;
  /** Path of the refused argument, `body.text` or `users.3`. */
  readonly field: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(code: ErrorCode, message: string, detail: ErrorDetail & { cause?: unknown } = {}) {
    super(message, detail.cause === undefined ? undefined : { cause: detail.cause });
    this.name = 'ServiceError';
    this.code = code;
    this.field = detail.field;
    this.retryAfterMs = detail.retryAfterMs;
  }

  wire(): WireError {
    return wireError(this.code, this.message, {
      ...(this.field === undefined ? {} : { field: this.field }),
      ...(this.retryAfterMs === undefined ? {} : { retryAfterMs: this.retryAfterMs }),
    });
  }
}
