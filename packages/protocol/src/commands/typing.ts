import { z } from 'zod';
import { conversationId } from '../ids.ts';

/** Tells the other members' devices that the user is writing. Never stored; lost when in doubt. */
export const typing = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('typing'),
  conversation: conversationId,
});
export type Typing = z.infer<typeof typing>;

export type TypingAnswer = Record<string, never>;
