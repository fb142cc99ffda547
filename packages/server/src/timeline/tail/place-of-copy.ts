import type { ConversationId } from '@eagre/protocol';
import { appOfKey, type ConversationKey, conversationKey, type QueueKey } from '../../keys.ts';

/** A place in the log of a conversation. */
export interface LogPlace {
  readonly log: ConversationKey;
  readonly epoch: number;
  readonly syncId: number;
}

/** The place that an entry of a user queue tells of, by the stamp in front of it. */
export function placeOfCopy(queue: QueueKey, entry: string): LogPlace | undefined {
  const [, id, epoch, syncId] =
    /^\{"conversation":"([^"]+)","epoch":(\d+),"syncId":(\d+)/.exec(entry) ?? [];
  if (id === undefined) return undefined;
  const log = conversationKey(appOfKey(queue), id as ConversationId);
  return { log, epoch: Number(epoch), syncId: Number(syncId) };
}
