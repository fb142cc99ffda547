import type { AppId, Clock, ConversationId, GroupChangeAnswer, UserId } from '@eagre/protocol';
import { conversationKey } from '../keys.ts';
import type { Limits } from '../limits.ts';
import { ServiceError } from '../service-error.ts';
import type { Timeline } from '../timeline/timeline.ts';
import { noSuchConversation } from './access.ts';
import type { Actor } from './actor.ts';
import type { Conversation } from './conversation.ts';
import type { ConversationCache } from './conversation-cache.ts';
import type { FanoutLimits } from './fanout-policy.ts';
import { groupInfo } from './group-input.ts';
import type { MembershipCounts } from './membership-counts.ts';
import type { Plan, Planned, PlannedCommits } from './planned-commits.ts';

/** What both services for groups work with. */
export interface GroupDependencies {
  readonly timeline: Timeline;
  readonly cache: ConversationCache;
  readonly commits: PlannedCommits;
  readonly counts: MembershipCounts;
  readonly clock: Clock;
  readonly limits: FanoutLimits & Pick<Limits, 'groupMembers'>;
}

/** A plan of a group command, and whom it did not concern. */
export interface GroupPlan extends Plan {
  unchanged: readonly UserId[];
  /** Nothing is to be committed: the group is as the caller wants it. */
  idle?: true;
}

export function requireGroup(conversation: Conversation | undefined): Conversation {
  if (conversation === undefined || conversation.deleted) throw noSuchConversation();
  return conversation;
}

/** An owner, an admin, or the backend. */
export function requireManager(actor: Actor, group: Conversation): void {
  if (actor.backend) return;
  const role = group.members.get(actor.user)?.role;
  if (role === 'owner' || role === 'admin') return;
  throw new ServiceError('forbidden', 'only the owner or an admin of the group may do this', {
    field: 'group',
  });
}

/** Commits a group plan and puts the answer together; the place of an idle one is the head. */
export async function changeGroup(
  { commits, timeline }: GroupDependencies,
  app: AppId,
  group: ConversationId,
  planner: (current: Conversation | undefined) => GroupPlan,
): Promise<GroupChangeAnswer & { after: Conversation }> {
  const key = conversationKey(app, group);
  const done: Planned<GroupPlan> = await commits.change(key, planner);
  const after = requireKnown(done.conversation);
  const placed = done.result.placed[0];
  const unchanged = [...done.plan.unchanged];
  const [syncId] = placed?.syncIds ?? [];
  const [epoch] = placed?.epochs ?? [];
  if (done.plan.idle !== true && syncId !== undefined && epoch !== undefined) {
    return { group: groupInfo(after), epoch, syncId, unchanged, after };
  }
  const [head] = await timeline.heads([key]);
  return {
    group: groupInfo(after),
    epoch: head?.epoch ?? 0,
    syncId: head?.head ?? 0,
    unchanged,
    after,
  };
}

export function idlePlan(unchanged: readonly UserId[]): GroupPlan {
  return { commit: { appends: [] }, unchanged, idle: true };
}

function requireKnown(conversation: Conversation | undefined): Conversation {
  if (conversation === undefined) throw new Error('a group command left no group behind');
  return conversation;
}
