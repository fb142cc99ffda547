import { z } from 'zod';
import { conversationId } from '../ids.ts';
import { syncId } from '../position.ts';

/** Takes a message back: the sender within a time, owners and admins of a group at any time. */
export const recall = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('recall'),
  conversation: conversationId,
  syncId: syncId.min(1),
});
export type Recall = z.infer<typeof recall>;

export interface RecallAnswer {
  /** Place of the recall entry. */
  syncId: number;
}
