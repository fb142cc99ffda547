/**
 * Every error a server may answer, in one table. `temporary` tells the device whether the same
 * request may succeed later without a change; `http` is the status of the same error on `/v1`.
 */
export const errorTable = {
  malformed: { temporary: false, http: 400 },
  invalid_argument: { temporary: false, http: 400 },
  unknown_command: { temporary: false, http: 404 },
  not_connected: { temporary: false, http: 401 },
  already_connected: { temporary: false, http: 409 },
  unauthenticated: { temporary: false, http: 401 },
  token_expired: { temporary: false, http: 401 },
  forbidden: { temporary: false, http: 403 },
  not_found: { temporary: false, http: 404 },
  not_member: { temporary: false, http: 403 },
  already_exists: { temporary: false, http: 409 },
  group_full: { temporary: false, http: 409 },
  limit_exceeded: { temporary: false, http: 409 },
  too_large: { temporary: false, http: 413 },
  recall_expired: { temporary: false, http: 409 },
  unsupported: { temporary: false, http: 422 },
  room_full: { temporary: true, http: 409 },
  room_closed: { temporary: false, http: 410 },
  muted: { temporary: false, http: 403 },
  banned: { temporary: false, http: 403 },
  word_refused: { temporary: false, http: 422 },
  stale: { temporary: false, http: 409 },
  version_mismatch: { temporary: false, http: 412 },
  slow_mode: { temporary: true, http: 429 },
  rate_limited: { temporary: true, http: 429 },
  overloaded: { temporary: true, http: 503 },
  conflict: { temporary: true, http: 409 },
  store_full: { temporary: true, http: 507 },
  store_unavailable: { temporary: true, http: 503 },
  draining: { temporary: true, http: 503 },
  internal: { temporary: true, http: 500 },
} as const satisfies Record<string, { temporary: boolean; http: number }>;

export type ErrorCode = keyof typeof errorTable;

/** An error as it travels. `field` is the path of the refused argument, `retryAfterMs` in milliseconds. */
export interface WireError {
  code: ErrorCode;
  message: string;
  temporary: boolean;
  field?: string;
  retryAfterMs?: number;
}

export interface ErrorDetail {
  field?: string;
  retryAfterMs?: number;
}

export function wireError(code: ErrorCode, message: string, detail: ErrorDetail = {}): WireError {
  return { code, message, temporary: errorTable[code].temporary, ...detail };
}
