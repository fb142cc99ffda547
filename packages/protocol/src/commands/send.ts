import { z } from 'zod';
import type { ConversationId } from '../ids.ts';
import { clientId, conversationId, userId } from '../ids.ts';
import { messageKind } from '../kinds.ts';

/**
 * Sends a message. The answer comes after the commit; a retry with the same `clientId` gets the
 * first answer again. `personalTo` makes it visible to that one member only (mission M3).
 */
export const send = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('send'),
  conversation: conversationId,
  clientId,
  kind: messageKind,
  /** Checked against the kind's own schema, at most `bodyBytes` as JSON text. */
  body: z.record(z.string(), z.unknown()),
  personalTo: userId.optional(),
});
export type Send = z.infer<typeof send>;

export interface SendAnswer {
  conversation: ConversationId;
  epoch: number;
  /** The message's place in the conversation; for a personal message, of what it comes after. */
  syncId: number;
  at: number;
  /** The same `clientId` was sent before; this is its first answer. */
  duplicate?: true;
}
