import type { WireError } from '@eagre/protocol';

/** An error with a status of HTTP's own that the error table does not have: 405 or 415. */
export class HttpError extends Error {
  readonly wire: WireError;
  readonly status: number;

  constructor(wire: WireError, status: number) {
    super(wire.message);
    this.name = 'HttpError';
    this.wire = wire;
    this.status = status;
  }
}
