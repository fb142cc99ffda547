import { z } from 'zod';
import { conversationId } from '../ids.ts';
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
