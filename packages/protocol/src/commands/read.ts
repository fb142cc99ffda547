import { z } from 'zod';
import { conversationId, type UserId } from '../ids.ts';
import { wireLimits } from '../limits.ts';
import { syncId } from '../position.ts';

/** Moves the user's read watermark forward; a smaller value than the present one changes nothing. */
export const read = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('read'),
  conversation: conversationId,
  syncId,
});
export type Read = z.infer<typeof read>;

export interface ReadAnswer {
  syncId: number;
}

/** How far the members of a conversation have read, the furthest first. */
export const reads = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('reads'),
  conversation: conversationId,
  limit: z.int().min(1).max(wireLimits.pageItems).default(wireLimits.pageItemsDefault),
});
export type Reads = z.infer<typeof reads>;

/** Up to `syncId`, which is 1 at least: who has read nothing is not among the marks. */
export interface ReadMark {
  user: UserId;
  syncId: number;
}

export interface ReadsAnswer {
  reads: ReadMark[];
  /** Others have read as well, not as far. */
  more: boolean;
}
