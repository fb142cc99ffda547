import type { AppId, ConversationId, DeviceId, QueueId, UserId } from '@eagre/protocol';

/**
 * Inside the server every name carries its app in front (`shop/group:lobby`), so that one map,
 * table or subject can hold several apps without mixing them.
 */
export type QueueKey = string & { readonly brand: 'QueueKey' };
export type ConversationKey = QueueKey & { readonly brandConversation: true };
export type UserKey = string & { readonly brand: 'UserKey' };

/** A piece of state that is no entry and no member list: `shop/room:show1#attributes`. */
export type DocumentKey = string & { readonly brand: 'DocumentKey' };

/** A document of a conversation, or of whatever else has a key; no id holds a `#`. */
export function documentKey(owner: QueueKey | UserKey, name: string): DocumentKey {
  return `${owner}#${name}` as DocumentKey;
}

export function queueKey(app: AppId, queue: QueueId): QueueKey {
  return `${app}/${queue}` as QueueKey;
}

/** A conversation's key is its queue's key: every conversation has one log. */
export function conversationKey(app: AppId, conversation: ConversationId): ConversationKey {
  return `${app}/${conversation}` as ConversationKey;
}

export function userKey(app: AppId, user: UserId): UserKey {
  return `${app}/${user}` as UserKey;
}

export function userQueueKey(app: AppId, user: UserId): QueueKey {
  return `${app}/user:${user}` as QueueKey;
}

/** The user that a user queue is of. */
export function userKeyOfQueue(key: QueueKey): UserKey {
  return key.replace('/user:', '/') as string as UserKey;
}

export function appOfKey(key: QueueKey | UserKey): AppId {
  return key.slice(0, key.indexOf('/')) as AppId;
}

export function queueOfKey(key: QueueKey): QueueId {
  return key.slice(key.indexOf('/') + 1) as QueueId;
}

/** Names one device of an app (`alice/phone`): the same device name may be in use by many users. */
export function deviceKey(user: UserId, device: DeviceId): string {
  return `${user}/${device}`;
}

/** Whether a key is that of a user queue. */
export function isUserQueueKey(key: QueueKey): boolean {
  return key.startsWith('user:', key.indexOf('/') + 1);
}
