import type { ConversationId, GroupChangeAnswer, MemberRole, UserId } from '@eagre/protocol';
import { conversationKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import { notMember, refuseSystem } from './access.ts';
import type { Actor } from './actor.ts';
import type { Conversation, Member } from './conversation.ts';
import { distinct, requireRoom } from './group-input.ts';
import { changeGroup, type GroupDependencies, idlePlan, requireGroup } from './group-support.ts';
import { membershipPlan } from './membership-commit.ts';

const ranks: Record<MemberRole, number> = { owner: 2, admin: 1, member: 0 };

/** Who comes and who goes. Each change is one commit that reaches all devices concerned at once. */
export class GroupMembers {
  readonly #use: GroupDependencies;

  constructor(use: GroupDependencies) {
    this.#use = use;
  }

  /** Open groups only. The first to join an ownerless, empty group becomes its owner. */
  async join(actor: Actor, group: ConversationId): Promise<GroupChangeAnswer> {
    refuseSystem([actor.user], 'user');
    return this.#add(actor, group, [actor.user], (current) => {
      if (current.record.open || current.members.has(actor.user)) return;
      throw new ServiceError('forbidden', 'the group is not open, ask a member to invite you', {
        field: 'group',
      });
    });
  }

  /** Any member may invite. */
  async invite(
    actor: Actor,
    group: ConversationId,
    users: readonly UserId[],
  ): Promise<GroupChangeAnswer> {
    refuseSystem(users, 'users');
    return this.#add(actor, group, users, (current) => {
      if (!actor.backend && !current.members.has(actor.user)) throw notMember('group');
    });
  }

  /** An owner who leaves hands the group to its oldest admin, or else member. */
  async leave(actor: Actor, group: ConversationId): Promise<GroupChangeAnswer> {
    return this.#take(actor, group, [actor.user], 'left', (current) => {
      if (!current.members.has(actor.user)) throw notMember('group');
    });
  }

  /** Owner and admins may remove whom they outrank; a backend may remove all. */
  async remove(
    actor: Actor,
    group: ConversationId,
    users: readonly UserId[],
  ): Promise<GroupChangeAnswer> {
    return this.#take(actor, group, users, 'removed', (current) => {
      if (!actor.backend) requireOutranked(actor, current, users);
    });
  }

  async #add(
    actor: Actor,
    group: ConversationId,
    users: readonly UserId[],
    permit: (current: Conversation) => void,
  ): Promise<GroupChangeAnswer> {
    const { counts, cache, clock } = this.#use;
    const wanted = distinct(users);
    const known = await cache.checked(conversationKey(actor.app, group), (current) => {
      const found = requireGroup(current);
      permit(found);
      return found;
    });
    const newcomers = wanted.filter((user) => !known.members.has(user));
    await counts.requireRoom(actor.app, newcomers, 'users');
    const at = clock.now();
    const { after: _, ...answer } = await changeGroup(this.#use, actor.app, group, (current) => {
      const before = requireGroup(current);
      permit(before);
      const [unchanged, joining] = split(wanted, (user) => before.members.has(user));
      if (joining.length === 0) return idlePlan(unchanged);
      requireRoom(before.members.size + joining.length, before.record.memberLimit);
      const owns = (user: UserId) =>
        before.members.size === 0 && user === joining[0] && user === actor.user;
      const join = new Map(
        joining.map((user) => [user, { role: owns(user) ? 'owner' : 'member' }] as const),
      );
      return { ...membershipPlan(before, { at, by: actor.user, join }), unchanged };
    });
    counts.changed(actor.app, without(wanted, answer.unchanged), 1);
    return answer;
  }

  async #take(
    actor: Actor,
    group: ConversationId,
    users: readonly UserId[],
    reason: 'left' | 'removed',
    permit: (current: Conversation) => void,
  ): Promise<GroupChangeAnswer> {
    const { counts, clock } = this.#use;
    const wanted = distinct(users);
    const at = clock.now();
    const { after: _, ...answer } = await changeGroup(this.#use, actor.app, group, (current) => {
      const before = requireGroup(current);
      permit(before);
      const [leave, unchanged] = split(wanted, (user) => before.members.has(user));
      if (leave.length === 0) return idlePlan(unchanged);
      const heir = heirOf(before, leave);
      const change = { at, by: actor.user, leave, reason, heir };
      return { ...membershipPlan(before, change), unchanged };
    });
    counts.changed(actor.app, without(wanted, answer.unchanged), -1);
    return answer;
  }
}

/** Who owns the group after these leave: nobody new unless its owner is among them. */
function heirOf(group: Conversation, leaving: readonly UserId[]): UserId | undefined {
  if (!leaving.some((user) => group.members.get(user)?.role === 'owner')) return undefined;
  const gone = new Set(leaving);
  const heirs = [...group.members].filter(([user]) => !gone.has(user));
  return heirs.toSorted(byRankThenAge)[0]?.[0];
}

function byRankThenAge([userA, a]: [UserId, Member], [userB, b]: [UserId, Member]): number {
  const byRank = ranks[b.role] - ranks[a.role];
  return byRank || a.joinedAt - b.joinedAt || (userA < userB ? -1 : 1);
}

function requireOutranked(actor: Actor, group: Conversation, users: readonly UserId[]): void {
  const own = group.members.get(actor.user);
  if (own === undefined) throw notMember('group');
  for (const [at, user] of users.entries()) {
    const other = group.members.get(user);
    if (own.role !== 'member' && (other === undefined || ranks[other.role] < ranks[own.role])) {
      continue;
    }
    throw new ServiceError(
      'forbidden',
      own.role === 'member'
        ? 'only the owner or an admin may remove members'
        : `users must not name an owner or an equal (${user}); use leave to go yourself`,
      { field: `users.${at}` },
    );
  }
}

function split<T>(items: readonly T[], test: (item: T) => boolean): [yes: T[], no: T[]] {
  return [items.filter(test), items.filter((item) => !test(item))];
}

function without(users: readonly UserId[], taken: readonly UserId[]): UserId[] {
  const gone = new Set(taken);
  return users.filter((user) => !gone.has(user));
}
