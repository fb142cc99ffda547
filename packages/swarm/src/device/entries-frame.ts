import type { QueueEntry } from '@eagre/protocol';
import { parseMessageId } from './message-id.ts';

/** A message as the load cares for it. */
export interface SeenMessage {
  /** Of the queue it came in. */
  queueSyncId: number;
  conversation: string;
  /** Of the conversation, whatever queue it came in. */
  syncId: number;
  from: string;
  clientId: string;
  /** As its id tells (message-id.ts): NaN when the load did not make it. */
  dueMs: number;
}

/** An `entries` push, or a range of a pull: entries `first` to `last` of one queue. */
export interface EntriesFrame {
  queue: string;
  epoch: number;
  first: number;
  last: number;
  messages: SeenMessage[];
  /** How many of the messages each author wrote. */
  authors: Map<string, number>;
}

export function entriesFrame(
  queue: string,
  epoch: number,
  first: number,
  items: readonly QueueEntry[],
): EntriesFrame {
  const messages: SeenMessage[] = [];
  const authors = new Map<string, number>();
  for (const [i, item] of items.entries()) {
    const isCopy = item.type === 'copy';
    const entry = isCopy ? item.entry : item;
    if (entry.type !== 'message') continue;
    const clientId = entry.clientId ?? '';
    messages.push({
      queueSyncId: first + i,
      conversation: isCopy ? item.conversation : queue,
      syncId: isCopy ? item.syncId : first + i,
      from: entry.from,
      clientId,
      dueMs: parseMessageId(clientId).dueMs,
    });
    authors.set(entry.from, (authors.get(entry.from) ?? 0) + 1);
  }
  return { queue, epoch, first, last: first + items.length - 1, messages, authors };
}

/** Messages from index `from` on that the user wrote. */
export function ownIn(frame: EntriesFrame, from: number, user: string): number {
  if (from === 0) return frame.authors.get(user) ?? 0;
  let count = 0;
  for (let i = from; i < frame.messages.length; i += 1) {
    if (frame.messages[i]?.from === user) count += 1;
  }
  return count;
}
