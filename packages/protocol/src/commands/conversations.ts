import { z } from 'zod';
import type { FanoutMode, Priority } from '../classes.ts';
import type { ConversationEntry } from '../entry.ts';
import type { ConversationId } from '../ids.ts';
import { conversationId } from '../ids.ts';
import { wireLimits } from '../limits.ts';

/** Lists the user's conversations, the ones with the latest entry first. */
export const conversations = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('conversations'),
  offset: z.int().min(0).max(100_000).default(0),
  limit: z.int().min(1).max(wireLimits.pageItems).default(wireLimits.pageItemsDefault),
});
export type Conversations = z.infer<typeof conversations>;

export interface ConversationSummary {
  conversation: ConversationId;
  name?: string;
  mode: FanoutMode;
  /** Effective class for this user. */
  priority: Priority;
  muted: boolean;
  epoch: number;
  head: number;
  read: number;
  /** `head - read`, never negative. */
  unread: number;
  last?: ConversationEntry;
}

export interface ConversationsAnswer {
  conversations: ConversationSummary[];
  more: boolean;
}

/** This user's own settings of a conversation. */
export const conversationSet = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('conversation.set'),
  conversation: conversationId,
  muted: z.boolean(),
});
export type ConversationSet = z.infer<typeof conversationSet>;

export interface ConversationSetAnswer {
  muted: boolean;
}
