import type { ConversationId } from '@eagre/protocol';
import { appOfKey, type ConversationKey, conversationKey, type QueueKey } from '../../keys.ts';

/** The log that an entry of another queue is a copy of, by the stamp in front of it. */
export function logOfCopy(queue: QueueKey, entry: string): ConversationKey | undefined {
  const id = /^\{"conversation":"([^"]+)","epoch":/.exec(entry)?.[1];
  return id === undefined ? undefined : conversationKey(appOfKey(queue), id as ConversationId);
}
