import type { WireError } from '@eagre/protocol';

/** The server's HTTP API refused a request. */
export class ApiError extends Error {
  readonly status: number;
  /** What the server says; undefined when it is not the protocol's word. */
  readonly wire: WireError | undefined;

  constructor(request: string, status: number, text: string) {
    super(`${request} answered ${status}: ${text}`);
    this.name = 'ApiError';
    this.status = status;
    this.wire = wireErrorOf(text);
  }
}

function wireErrorOf(text: string): WireError | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: WireError };
    return typeof error?.code === 'string' && typeof error.temporary === 'boolean'
      ? error
      : undefined;
  } catch {
    return undefined;
  }
}
