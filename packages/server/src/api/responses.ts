import type { z } from '@hono/zod-openapi';
import { errorAnswer } from './schemas.ts';

/** A JSON answer of a route, for its OpenAPI description. */
export function json<Schema extends z.ZodType>(schema: Schema, description: string) {
  return { description, content: { 'application/json': { schema } } };
}

/** A JSON body that must be there. */
export function body<Schema extends z.ZodType>(schema: Schema) {
  return { required: true, content: { 'application/json': { schema } } };
}

/** Every route may answer with an error. */
export const failures = {
  default: json(errorAnswer, 'An error; `code` is from the table of the protocol document'),
} as const;

export const bearer = [{ appKey: [] }];
