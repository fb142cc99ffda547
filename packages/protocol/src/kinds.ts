import { z } from 'zod';

const title = z.string().max(128);
const link = z.url({ protocol: /^https?$/ }).max(2048);

/** The kinds of message with a schema of their own (mission M16). Room kinds join with the rooms. */
export const bodySchemas = {
  text: z.strictObject({ text: z.string().min(1).max(8000) }),
  item: z.strictObject({
    itemId: z.string().min(1).max(64),
    title,
    /** Smallest unit of the currency. */
    price: z.int().min(0).optional(),
    currency: z.string().length(3).optional(),
    image: link.optional(),
    link: link.optional(),
  }),
  image: z.strictObject({
    url: link,
    width: z.int().min(1).max(20_000).optional(),
    height: z.int().min(1).max(20_000).optional(),
  }),
  link: z.strictObject({ url: link, title: title.optional() }),
  notice: z.strictObject({
    title,
    text: z.string().max(2000).optional(),
    link: link.optional(),
  }),
} as const;

export type MessageKind = keyof typeof bodySchemas;
/** A kind outside the table: `custom:` and a name; its body is any JSON object. */
export type CustomKind = `custom:${string}`;

export const messageKind = z
  .string()
  .regex(
    /^(?:text|item|image|link|notice|custom:[a-z0-9._-]{1,48})$/,
    'must be text, item, image, link, notice, or custom:NAME',
  )
  .transform((text) => text as MessageKind | CustomKind);

const customBody = z.record(z.string().max(64), z.json());

/** The schema of a kind's body. */
export function bodySchemaOf(kind: MessageKind | CustomKind): z.ZodType<Record<string, unknown>> {
  return kind in bodySchemas ? bodySchemas[kind as MessageKind] : customBody;
}
