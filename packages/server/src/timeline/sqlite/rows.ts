import type { AppId, ConversationId, UserId } from '@eagre/protocol';
import type { ConversationRecord, MemberRecord, UserRecord } from '../records.ts';

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

export function toConversation(row: Row): ConversationRecord {
  const record: ConversationRecord = {
    app: row[0] as AppId,
    conversation: row[1] as ConversationId,
    version: row[2] as number,
    mode: row[3] as ConversationRecord['mode'],
    policy: row[4] as ConversationRecord['policy'],
    priority: row[5] as ConversationRecord['priority'],
    open: row[7] === 1,
    memberLimit: row[8] as number,
    createdAt: row[9] as number,
    members: row[10] as number,
  };
  if (row[6] !== null) record.name = row[6] as string;
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
