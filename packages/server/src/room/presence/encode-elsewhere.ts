import type { ConversationId, RoomStatePush } from '@eagre/protocol';
import { type ConversationKey, queueOfKey } from '../../keys.ts';

/** Tells a connection that its device is in the room no more, since it acts on another node. */
export function encodeElsewhere(room: ConversationKey): string {
  const push: RoomStatePush = {
    push: 'room.state',
    room: queueOfKey(room) as string as ConversationId,
    state: 'elsewhere',
  };
  return JSON.stringify(push);
}
