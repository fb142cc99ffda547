import { priorities } from '@eagre/protocol';
import { z } from '@hono/zod-openapi';

const at = z.int().openapi({ description: 'milliseconds since 1970' });
const by = z.string();

const message = z.object({
  type: z.literal('message'),
  from: z.string(),
  at,
  kind: z.string(),
  body: z.record(z.string(), z.unknown()),
  clientId: z.string().optional(),
  recalled: z.literal(true).optional(),
});

/** What stands in a conversation's log; the types are described in the protocol document. */
export const entryAnswer = z
  .union([
    message,
    z.object({
      type: z.literal('members'),
      at,
      by,
      joined: z.array(z.string()).optional(),
      left: z.array(z.string()).optional(),
    }),
    z.object({ type: z.literal('recall'), at, by, target: z.int() }),
    z.object({
      type: z.literal('info'),
      at,
      by,
      name: z.string().optional(),
      priority: z.enum(priorities).optional(),
    }),
  ])
  .openapi('ConversationEntry');

/** A message to one member, shown after entry `syncId` of the conversation. */
export const personalAnswer = z
  .object({
    type: z.literal('personal'),
    conversation: z.string(),
    epoch: z.int(),
    syncId: z.int(),
    entry: message,
  })
  .openapi('PersonalEntry');
