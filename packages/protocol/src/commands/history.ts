import { z } from 'zod';
import type { ConversationEntry, PersonalEntry } from '../entry.ts';
import type { ConversationId } from '../ids.ts';
import { conversationId } from '../ids.ts';
import { wireLimits } from '../limits.ts';
import { syncId } from '../position.ts';

/** Reads a conversation backwards: the `limit` entries before `before` (exclusive, default the end). */
export const history = z.strictObject({
  id: z.int().min(0),
  cmd: z.literal('history'),
  conversation: conversationId,
  before: syncId.optional(),
  limit: z.int().min(1).max(wireLimits.historyEntries).default(wireLimits.historyEntriesDefault),
});
export type History = z.infer<typeof history>;

export interface HistoryAnswer {
  conversation: ConversationId;
  epoch: number;
  /** syncId of `items[0]`; the items are in ascending order and contiguous. */
  first: number;
  items: ConversationEntry[];
  /** The user's personal messages whose anchor lies in the same stretch. */
  personal: PersonalEntry[];
  /** There is something before `first`. */
  more: boolean;
}
