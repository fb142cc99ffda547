import type { AppId, ConversationId, UserId } from '@eagre/protocol';
import type { DocumentKey, QueueKey } from '../../keys.ts';
import type { ConversationRecord, MemberRecord, Membership, UserRecord } from '../records.ts';
import type { QueueHead, QueueListing, StoredDocument } from '../timeline.ts';
import type { Row } from './link-types.ts';

/** In the order that `toConversation` takes them; the version is the queue's. */
export const conversationColumns = `c.app, c.conversation, q.version, c.mode, c.policy, c.priority,
    c.name, c.open, c.member_limit, c.created_at, c.members`;
const conversationWidth = 11;

/** In the order that `toMember` takes them. */
export const memberColumns = 'm.user_id, m.role, m.start, m.joined_at, m.muted, m.read';

export function toConversation(row: Row): ConversationRecord {
  const [app, conversation, version, mode, policy, priority, name, open, limit, at, members] = row;
  const record: ConversationRecord = {
    app: app as AppId,
    conversation: conversation as ConversationId,
    version: version as number,
    mode: mode as ConversationRecord['mode'],
    policy: policy as ConversationRecord['policy'],
    priority: priority as ConversationRecord['priority'],
    open: open as boolean,
    memberLimit: limit as number,
    createdAt: at as number,
    members: members as number,
  };
  if (name !== null) record.name = JSON.parse(name as string) as string;
  return record;
}

export function toMember([user, role, start, joinedAt, muted, read]: Row): MemberRecord {
  return {
    user: user as UserId,
    role: role as MemberRecord['role'],
    start: start as number,
    joinedAt: joinedAt as number,
    muted: muted as boolean,
    read: read as number,
  };
}

/** Epoch, head, the conversation's columns, the member's columns. */
export function toMembership([epoch, head, ...rest]: Row): Membership {
  return {
    epoch: epoch as number,
    head: head as number,
    conversation: toConversation(rest),
    member: toMember(rest.slice(conversationWidth)),
  };
}

export function toUser([app, user, name, disabled, createdAt]: Row): UserRecord {
  const record: UserRecord = {
    app: app as AppId,
    user: user as UserId,
    disabled: disabled as boolean,
    createdAt: createdAt as number,
  };
  if (name !== null) record.name = JSON.parse(name as string) as string;
  return record;
}

export function toHead([epoch, head, low]: Row): QueueHead {
  return { epoch: epoch as number, head: head as number, low: low as number };
}

export function toListing([queue, ...head]: Row): QueueListing {
  return { queue: queue as QueueKey, ...toHead(head) };
}

export function toDocument([key, version, value]: Row): StoredDocument {
  return { key: key as DocumentKey, version: version as number, value: value as string };
}
