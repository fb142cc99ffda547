/** Codes of the system that mean: nobody is there, and trying a thousand times more will not help. */
const nobodyThere: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server listens there',
  ENOTFOUND: 'there is no such host',
  EAI_AGAIN: 'the name of the host can not be looked up',
  EHOSTUNREACH: 'the host can not be reached',
  ENETUNREACH: 'the network can not be reached',
};

/** Why no connection came about, in one line that names the place. */
export class ConnectError extends Error {
  /** The system's, TLS's or protocol's name for it, `ECONNREFUSED` say; '' when there is none. */
  readonly code: string;
  /** Trying again the same way will be refused again. */
  readonly isFinal: boolean;

  constructor(place: string, why: string, code = '', isFinal = false) {
    super(`${place}: ${why}${code === '' ? '' : ` (${code})`}`);
    this.name = 'ConnectError';
    this.code = code;
    this.isFinal = isFinal;
  }
}

/** The error for what the runtime rejects with when it can't open a socket. */
export function unreachable(place: string, cause: unknown): ConnectError {
  const code = codeOf(cause);
  const why = nobodyThere[code] ?? (cause instanceof Error ? cause.message : String(cause));
  return new ConnectError(place, why, code);
}

/** The error for a TLS handshake that failed. */
export function handshakeFailed(place: string, cause: unknown): ConnectError {
  const why = cause instanceof Error ? cause.message : 'it was broken off';
  // What OpenSSL says when the other side answers in plain text.
  const hint = why.includes('WRONG_VERSION_NUMBER') ? '; the server does not speak TLS there' : '';
  return new ConnectError(place, `TLS handshake failed: ${why}${hint}`, codeOf(cause));
}

function codeOf(cause: unknown): string {
  const code = (cause as { code?: unknown } | null | undefined)?.code;
  return typeof code === 'string' ? code : '';
}
