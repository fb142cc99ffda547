import type { z } from '@hono/zod-openapi';

/**
 * A schema from outside the API, with what the API's document says of it. The schema itself may have
 * been made before the document's library was loaded, and then can't take that; its copy can.
 */
export function described<Schema extends z.ZodType>(
  schema: Schema,
  about: { description?: string; example?: unknown },
): Schema {
  return schema.clone().openapi(about);
}
