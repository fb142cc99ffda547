import type { ConversationId, ConversationKind, QueueId, UserId } from './ids.ts';

/** The one id of the direct conversation of two users, whoever writes first. */
export function directOf(one: string, other: string): ConversationId {
  return (one < other ? `direct:${one}:${other}` : `direct:${other}:${one}`) as ConversationId;
}

export function groupOf(name: string): ConversationId {
  return `group:${name}` as ConversationId;
}

/** The room of a name: `room:show1` for `show1`. */
export function roomOf(name: string): ConversationId {
  return `room:${name}` as ConversationId;
}

export function userQueueOf(user: string): QueueId {
  return `user:${user}` as QueueId;
}

/** A conversation's log has the conversation's own id as its queue id. */
export function queueOf(conversation: ConversationId): QueueId {
  return conversation as string as QueueId;
}

export function isUserQueue(queue: QueueId): boolean {
  return queue.startsWith('user:');
}

/** The conversation of a conversation queue, or undefined for a user queue. */
export function conversationOf(queue: QueueId): ConversationId | undefined {
  return isUserQueue(queue) ? undefined : (queue as string as ConversationId);
}

export function kindOf(conversation: ConversationId): ConversationKind {
  return conversation.slice(0, conversation.indexOf(':')) as ConversationKind;
}

/** The two users of a direct conversation, in order; undefined for any other kind. */
export function usersOfDirect(conversation: ConversationId): [UserId, UserId] | undefined {
  const [kind, one, other] = conversation.split(':');
  if (kind !== 'direct' || one === undefined || other === undefined) return undefined;
  return [one as UserId, other as UserId];
}
