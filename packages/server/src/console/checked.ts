import { appId, conversationId, userId } from '@eagre/protocol';
import type { HonoRequest } from 'hono';
import { z } from 'zod';
import { refuseInvalid } from '../api/validation.ts';
import { ServiceError } from '../service-error.ts';

/** What a request brought, if it fits the schema. @throws ServiceError that names the field */
export function checked<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  target: 'query' | 'json' | 'param',
): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  refuseInvalid({ target, ...parsed });
  throw parsed.error;
}

/** A JSON body that fits the schema. @throws ServiceError */
export async function checkedBody<Schema extends z.ZodType>(
  schema: Schema,
  request: HonoRequest,
): Promise<z.output<Schema>> {
  let body: unknown;
  try {
    body = await request.json();
  } catch {
    throw new ServiceError('malformed', 'body is not valid JSON', { field: 'body' });
  }
  return checked(schema, body, 'json');
}

/** A number of the query string. */
export function queryNumber(number: z.ZodInt) {
  return z.coerce.number().pipe(number);
}

/** `app` and `limit`, which lists have. */
export function listFields(mostRows: number) {
  return {
    app: appId.optional(),
    limit: queryNumber(z.int().min(1).max(mostRows)).default(Math.min(50, mostRows)),
  };
}

export const conversationParams = z.object({ app: appId, id: conversationId });
export const userParams = z.object({ app: appId, user: userId });

/** @throws ServiceError `not_found` for what is not there */
export function found<Thing>(thing: Thing | undefined, what: string): Thing {
  if (thing !== undefined) return thing;
  throw new ServiceError('not_found', `no such ${what}`, { field: what });
}
