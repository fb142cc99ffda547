import { z } from 'zod';
import type { FanoutMode, FanoutPolicy, MemberRole, Priority } from '../classes.ts';
import type { ConversationId, UserId } from '../ids.ts';
import { groupId, userId } from '../ids.ts';
import { wireLimits } from '../limits.ts';

const id = z.int().min(0);
const users = z.array(userId).min(1).max(wireLimits.usersPerCommand);

/** Makes a group with the caller as its owner. */
export const groupCreate = z.strictObject({
  id,
  cmd: z.literal('group.create'),
  group: groupId,
  name: z.string().min(1).max(wireLimits.titleLength).optional(),
  members: z.array(userId).max(wireLimits.usersPerCommand).default([]),
  /** Whether anyone of the app may join by the id alone. */
  open: z.boolean().default(false),
});
export const groupJoin = z.strictObject({ id, cmd: z.literal('group.join'), group: groupId });
export const groupLeave = z.strictObject({ id, cmd: z.literal('group.leave'), group: groupId });
export const groupInvite = z.strictObject({
  id,
  cmd: z.literal('group.invite'),
  group: groupId,
  users,
});
export const groupRemove = z.strictObject({
  id,
  cmd: z.literal('group.remove'),
  group: groupId,
  users,
});
export const groupMembers = z.strictObject({
  id,
  cmd: z.literal('group.members'),
  group: groupId,
  /** The last user of the page before; members are in order of their ids. */
  after: userId.optional(),
  limit: z.int().min(1).max(wireLimits.pageItems).default(wireLimits.pageItemsDefault),
});

export type GroupCreate = z.infer<typeof groupCreate>;
export type GroupJoin = z.infer<typeof groupJoin>;
export type GroupLeave = z.infer<typeof groupLeave>;
export type GroupInvite = z.infer<typeof groupInvite>;
export type GroupRemove = z.infer<typeof groupRemove>;
export type GroupMembers = z.infer<typeof groupMembers>;

export interface GroupInfo {
  group: ConversationId;
  name?: string;
  open: boolean;
  mode: FanoutMode;
  policy: FanoutPolicy;
  priority: Priority;
  members: number;
  createdAt: number;
}

/** Answer to every change of a group: how it stands now, and the place of the change. */
export interface GroupChangeAnswer {
  group: GroupInfo;
  epoch: number;
  syncId: number;
  /** Users of the request for whom nothing changed (members already, or not members). */
  unchanged: UserId[];
}

export interface GroupMember {
  user: UserId;
  role: MemberRole;
  joinedAt: number;
  /** Read watermark. */
  read: number;
}

export interface GroupMembersAnswer {
  members: GroupMember[];
  more: boolean;
}
