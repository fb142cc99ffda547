import type { AppId, ConversationId, UserId } from '@eagre/protocol';
import type { ConversationRecord, MemberRecord, Membership, UserRecord } from '../records.ts';

export type Row = readonly unknown[];

/** In the order that `toConversation` takes them. */
export const conversationColumns = [
  'app',
  'conversation',
  'version',
  'mode',
  'policy',
  'priority',
  'name',
  'open',
  'member_limit',
  'created_at',
  'members',
] as const;

/** In the order that `toMember` takes them. */
export const memberColumns = ['user', 'role', 'start', 'joined_at', 'muted', 'read'] as const;

/** `at`: where the conversation's columns start. */
export function toConversation(row: Row, at = 0): ConversationRecord {
  const record: ConversationRecord = {
    app: row[at] as AppId,
    conversation: row[at + 1] as ConversationId,
    version: row[at + 2] as number,
    mode: row[at + 3] as ConversationRecord['mode'],
    policy: row[at + 4] as ConversationRecord['policy'],
    priority: row[at + 5] as ConversationRecord['priority'],
    open: row[at + 7] === 1,
    memberLimit: row[at + 8] as number,
    createdAt: row[at + 9] as number,
    members: row[at + 10] as number,
  };
  if (row[at + 6] !== null) record.name = row[at + 6] as string;
  return record;
}

/** `at`: where the member's columns start. */
export function toMember(row: Row, at: number): MemberRecord {
  return {
    user: row[at] as UserId,
    role: row[at + 1] as MemberRecord['role'],
    start: row[at + 2] as number,
    joinedAt: row[at + 3] as number,
    muted: row[at + 4] === 1,
    read: row[at + 5] as number,
  };
}

/** Epoch, head, the conversation's columns, the member's columns. */
export function toMembership(row: Row): Membership {
  return {
    epoch: row[0] as number,
    head: row[1] as number,
    conversation: toConversation(row, 2),
    member: toMember(row, 2 + conversationColumns.length),
  };
}

export function toUser(row: Row): UserRecord {
  const record: UserRecord = {
    app: row[0] as AppId,
    user: row[1] as UserId,
    disabled: row[3] === 1,
    createdAt: row[4] as number,
  };
  if (row[2] !== null) record.name = row[2] as string;
  return record;
}
