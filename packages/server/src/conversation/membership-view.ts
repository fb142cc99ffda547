import { kindOf, type Priority } from '@eagre/protocol';
import type { Membership } from '../timeline/records.ts';

/** The class of a conversation for one of its members: a muted one gives way to all others. */
export function effectivePriority(priority: Priority, muted: boolean): Priority {
  return muted ? 'low' : priority;
}

/** Up to where a member has read. What was there before they joined a group does not count. */
export function readOf({
  conversation,
  member,
}: Pick<Membership, 'conversation' | 'member'>): number {
  const isDirect = kindOf(conversation.conversation) === 'direct';
  return isDirect ? member.read : Math.max(member.read, member.start);
}
