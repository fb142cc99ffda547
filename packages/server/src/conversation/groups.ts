import type {
  AppId,
  ConversationId,
  GroupChangeAnswer,
  GroupInfo,
  GroupMembersAnswer,
  UserId,
} from '@eagre/protocol';
import { conversationKey, userQueueKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { Append } from '../timeline/timeline.ts';
import { refuseSystem, requireMember } from './access.ts';
import type { Actor } from './actor.ts';
import { Conversation } from './conversation.ts';
import { copyText, infoText, leftText } from './entries.ts';
import { desiredMode, firstMode } from './fanout-policy.ts';
import {
  distinct,
  type GroupChange,
  groupInfo,
  type NewGroup,
  requireMemberLimit,
  requireRoom,
} from './group-input.ts';
import {
  changeGroup,
  type GroupDependencies,
  type GroupPlan,
  requireGroup,
  requireManager,
} from './group-support.ts';
import { membershipPlan, storedRecord } from './membership-commit.ts';
import { modeAppends } from './switch-mode.ts';

/** Groups as such; who comes and goes is in group-members.ts. */
export class Groups {
  readonly #use: GroupDependencies;

  constructor(use: GroupDependencies) {
    this.#use = use;
  }

  /**
   * Makes a group. Errors: `already_exists` (ids of deleted groups too: their log goes on),
   * `group_full`, `limit_exceeded`, `forbidden`.
   */
  async create(actor: Actor, group: ConversationId, input: NewGroup): Promise<GroupChangeAnswer> {
    refuseBackendOptions(actor, input);
    refuseSystem(input.members, 'members');
    const { counts, clock, limits } = this.#use;
    const memberLimit = input.memberLimit ?? limits.groupMembers;
    requireMemberLimit(memberLimit, limits.groupMembers);
    const owner = input.owner ?? (actor.backend ? undefined : actor.user);
    const members = distinct(owner === undefined ? input.members : [owner, ...input.members]);
    requireRoom(members.length, memberLimit);
    await counts.requireRoom(actor.app, members, 'members');
    const at = clock.now();
    const policy = input.policy ?? 'auto';
    const base = new Conversation(
      {
        app: actor.app,
        conversation: group,
        version: 0,
        mode: firstMode(policy, members.length, limits),
        policy,
        priority: input.priority ?? 'normal',
        ...(input.name === undefined ? {} : { name: input.name }),
        open: input.open,
        memberLimit,
        createdAt: at,
        members: 0,
      },
      new Map(),
    );
    const join = new Map(members.map((user) => [user, { role: roleOf(user, owner) }] as const));
    const { after: _, ...answer } = await changeGroup(this.#use, actor.app, group, (current) => {
      if (current !== undefined) {
        throw new ServiceError('already_exists', `${group} exists already`, { field: 'group' });
      }
      return { ...membershipPlan(base, { at, by: actor.user, join }), unchanged: [] };
    });
    counts.changed(actor.app, members, 1);
    return answer;
  }

  async info(actor: Actor, group: ConversationId): Promise<GroupInfo> {
    const key = conversationKey(actor.app, group);
    return this.#use.cache.checked(key, (current) => groupInfo(requireMember(actor, current)));
  }

  /** Members in order of their ids, after `after`. */
  async members(
    actor: Actor,
    group: ConversationId,
    page: { after?: UserId | undefined; limit: number },
  ): Promise<GroupMembersAnswer> {
    const key = conversationKey(actor.app, group);
    await this.#use.cache.checked(key, (current) => requireMember(actor, current));
    const found = await this.#use.timeline.members(key, page.after ?? '', page.limit + 1);
    const members = found.slice(0, page.limit).map(({ user, role, joinedAt, read, start }) => ({
      user,
      role,
      joinedAt,
      read: Math.max(read, start),
    }));
    return { members, more: found.length > page.limit };
  }

  /** Owner and admins change the name; the rest is the backend's. */
  async change(
    actor: Actor,
    group: ConversationId,
    change: GroupChange,
  ): Promise<GroupChangeAnswer> {
    const { limits, clock } = this.#use;
    if (change.memberLimit !== undefined) {
      requireMemberLimit(change.memberLimit, limits.groupMembers);
    }
    const at = clock.now();
    const { after: _, ...answer } = await changeGroup(this.#use, actor.app, group, (current) => {
      const before = requireGroup(current);
      requireManager(actor, before);
      refuseBackendOptions(actor, change);
      requireRoom(before.members.size, change.memberLimit ?? before.record.memberLimit);
      return this.#changePlan(actor, before, change, at);
    });
    return answer;
  }

  /** Removes all members and the log. The id stays taken. Backends only. */
  async remove(actor: Actor, group: ConversationId): Promise<void> {
    if (!actor.backend) {
      throw new ServiceError('forbidden', 'only a backend may delete a group', { field: 'group' });
    }
    const at = this.#use.clock.now();
    const key = conversationKey(actor.app, group);
    const { plan } = await this.#use.commits.change(key, (current) =>
      deletionPlan(requireGroup(current), actor, at),
    );
    this.#use.counts.changed(actor.app, plan.removed, -1);
    const [head] = await this.#use.timeline.heads([key]);
    if (head !== undefined) await this.#use.timeline.trim(key, head.head);
  }

  #changePlan(actor: Actor, before: Conversation, change: GroupChange, at: number): GroupPlan {
    const { name, priority, policy, open, memberLimit } = change;
    const kept = before.record;
    const size = before.members.size;
    const mode =
      policy === undefined
        ? kept.mode
        : desiredMode(
            { policy, mode: kept.mode, members: size, rate: 0, quietMs: 0 },
            this.#use.limits,
          );
    const next = before.next({
      record: {
        mode,
        policy: policy ?? kept.policy,
        priority: priority ?? kept.priority,
        open: open ?? kept.open,
        memberLimit: memberLimit ?? kept.memberLimit,
        ...(name === undefined ? {} : { name }),
      },
    });
    return {
      commit: {
        writes: [{ write: 'conversation', record: storedRecord(next) }],
        appends: [
          ...infoAppends(before, { at, by: actor.user, name, priority }),
          // A priority is told like a mode: devices that follow the queue change its lane by it.
          ...(mode !== kept.mode || (mode === 'read' && next.record.priority !== kept.priority)
            ? modeAppends(next, at)
            : []),
        ],
      },
      next: () => next,
      unchanged: [],
    };
  }
}

function roleOf(user: UserId, owner: UserId | undefined) {
  return user === owner ? 'owner' : 'member';
}

/** Comes before the `mode` entry, so it still goes the way of the old mode. */
function infoAppends(
  before: Conversation,
  info: {
    at: number;
    by: UserId;
    name: string | undefined;
    priority: GroupChange['priority'];
  },
): Append[] {
  const { at, by, name, priority } = info;
  if (name === undefined && priority === undefined) return [];
  const entry = infoText({
    at,
    by,
    ...(name === undefined ? {} : { name }),
    ...(priority === undefined ? {} : { priority }),
  });
  const log: Append = { queues: [before.key], entry };
  if (before.mode === 'read' || before.members.size === 0) return [log];
  return [log, { queues: before.memberQueues(), entry: copyText(entry), stamp: before.key }];
}

/** A member limit of 0 marks the group as deleted. */
function deletionPlan(group: Conversation, actor: Actor, at: number) {
  const removed = [...group.members.keys()];
  const next = group.next({ record: { open: false, memberLimit: 0 }, members: new Map() });
  const { key: conversation, app } = group;
  return {
    commit: {
      writes: [
        { write: 'conversation' as const, record: storedRecord(next) },
        ...removed.map((user) => ({ write: 'removeMember' as const, conversation, user })),
      ],
      appends: leftAppends(app, removed, conversation, actor.user, at),
    },
    next: () => next,
    removed,
  };
}

function leftAppends(
  app: AppId,
  users: readonly UserId[],
  stamp: Conversation['key'],
  by: UserId,
  at: number,
): Append[] {
  if (users.length === 0) return [];
  const queues = users.map((user) => userQueueKey(app, user));
  return [{ queues, entry: leftText({ at, by, reason: 'deleted' }), stamp }];
}

const backendOptions = ['owner', 'policy', 'priority', 'memberLimit'] as const;

function refuseBackendOptions(actor: Actor, input: NewGroup | GroupChange): void {
  if (actor.backend) return;
  const given: Partial<Record<string, unknown>> = { ...input };
  const field = backendOptions.find((option) => given[option] !== undefined);
  if (field === undefined) return;
  throw new ServiceError('forbidden', `only a backend may set ${field}`, { field });
}
