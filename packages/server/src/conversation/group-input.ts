import type { FanoutPolicy, GroupInfo, Priority, UserId } from '@eagre/protocol';
import { ServiceError } from '../service-error.ts';
import type { Conversation } from './conversation.ts';

/** What a new group is made with. A user may choose name, members and `open` only. */
export interface NewGroup {
  name?: string | undefined;
  members: readonly UserId[];
  open: boolean;
  /** Default: the calling user; a backend may leave a group without one. */
  owner?: UserId | undefined;
  policy?: FanoutPolicy | undefined;
  priority?: Priority | undefined;
  memberLimit?: number | undefined;
}

/** What may be changed of a group; what is absent stays. */
export interface GroupChange {
  name?: string | undefined;
  priority?: Priority | undefined;
  policy?: FanoutPolicy | undefined;
  open?: boolean | undefined;
  memberLimit?: number | undefined;
}

export function groupInfo({ record }: Conversation): GroupInfo {
  return {
    group: record.conversation,
    ...(record.name === undefined ? {} : { name: record.name }),
    open: record.open,
    mode: record.mode,
    policy: record.policy,
    priority: record.priority,
    members: record.members,
    createdAt: record.createdAt,
  };
}

export function requireMemberLimit(memberLimit: number, most: number): void {
  if (Number.isSafeInteger(memberLimit) && memberLimit >= 1 && memberLimit <= most) return;
  throw new ServiceError('invalid_argument', `memberLimit must be 1 to ${most}`, {
    field: 'memberLimit',
  });
}

export function requireRoom(members: number, memberLimit: number): void {
  if (members <= memberLimit) return;
  throw new ServiceError('group_full', `the group may have at most ${memberLimit} members`, {
    field: 'group',
  });
}

/** Each user once, in order of ids. */
export function distinct(users: Iterable<UserId>): UserId[] {
  return [...new Set(users)].sort();
}
