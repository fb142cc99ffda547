import {
  bodySchemas,
  fanoutModes,
  fanoutPolicies,
  memberRoles,
  messageKind,
  priorities,
  userId,
  wireLimits,
} from '@eagre/protocol';
import { z } from '@hono/zod-openapi';

/** Shapes of answers. Ids are plain strings here: they are ours already and need no check. */
export const errorAnswer = z
  .object({
    error: z.object({
      code: z.string(),
      message: z.string(),
      temporary: z.boolean(),
      field: z.string().optional(),
      retryAfterMs: z.int().optional(),
    }),
  })
  .openapi('Error');

export const userAnswer = z
  .object({
    user: z.string(),
    name: z.string().optional(),
    disabled: z.boolean(),
    createdAt: z.int(),
  })
  .openapi('User');

export const groupAnswer = z
  .object({
    group: z.string(),
    name: z.string().optional(),
    open: z.boolean(),
    mode: z.enum(fanoutModes),
    policy: z.enum(fanoutPolicies),
    priority: z.enum(priorities),
    members: z.int(),
    memberLimit: z.int(),
    createdAt: z.int(),
  })
  .openapi('Group');

export const memberAnswer = z
  .object({
    user: z.string(),
    role: z.enum(memberRoles),
    joinedAt: z.int(),
    read: z.int(),
  })
  .openapi('Member');

export const placeAnswer = z
  .object({
    conversation: z.string(),
    epoch: z.int(),
    syncId: z.int(),
    at: z.int(),
    duplicate: z.literal(true).optional(),
  })
  .openapi('Place');

/** Query strings carry text; a limit is a number. */
export const pageLimit = z.coerce
  .number()
  .pipe(z.int().min(1).max(wireLimits.pageItems))
  .optional()
  .openapi({ type: 'integer', minimum: 1, maximum: wireLimits.pageItems });

/** Items of a list that are left out before the page. */
export const pageOffset = z.coerce
  .number()
  .pipe(z.int().min(0).max(100_000))
  .optional()
  .openapi({ type: 'integer', minimum: 0, maximum: 100_000 });

export const title = z.string().min(1).max(wireLimits.titleLength);

/** What every message has, however it is addressed. */
export const messageContent = {
  /** Default: the system. */
  from: userId.optional().openapi({ description: 'the sender; without it the system speaks' }),
  kind: z
    .string()
    .openapi({
      example: 'text',
      description: `${Object.keys(bodySchemas).join(', ')} or custom:NAME`,
    })
    .pipe(messageKind),
  body: z.record(z.string(), z.unknown()).openapi({ example: { text: 'hello' } }),
};
