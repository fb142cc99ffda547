import { errorTable, type WireError, wireError } from '@eagre/protocol';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import { expectedFault, internalFault } from '../conversation/wire-fault.ts';
import type { Logger } from '../observability/logger.ts';
import { HttpError } from './http-error.ts';

/** The one place where whatever a handler threw becomes an answer. */
export function errorMapper(logger: Logger): (error: unknown, context: Context) => Response {
  return (error, context) => {
    const known = knownError(error);
    if (known !== undefined) return known;
    logger.error({ error, method: context.req.method, path: context.req.path }, 'request failed');
    return answer(internalFault());
  };
}

function knownError(error: unknown): Response | undefined {
  const fault = expectedFault(error);
  if (fault !== undefined) return answer(fault);
  if (error instanceof HttpError) return answer(error.wire, error.status);
  // Hono's own, for a body that is no JSON.
  if (error instanceof HTTPException && error.status === 400) {
    return answer(wireError('malformed', 'body is not valid JSON', { field: 'body' }));
  }
  return undefined;
}

export function answer(
  error: WireError,
  status: number = errorTable[error.code].http,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const all: Record<string, string> = { ...headers };
  if (error.retryAfterMs !== undefined) {
    all['retry-after'] = String(Math.max(1, Math.ceil(error.retryAfterMs / 1000)));
  }
  if (status === 401) all['www-authenticate'] = 'Bearer';
  return Response.json({ error }, { status, headers: all });
}
