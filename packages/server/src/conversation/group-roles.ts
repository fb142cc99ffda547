import type { ConversationId, MemberRole, UserId } from '@eagre/protocol';
import { conversationKey } from '../keys.ts';
import { ServiceError } from '../service-error.ts';
import type { StateWrite } from '../timeline/timeline.ts';
import { notMember } from './access.ts';
import type { Actor } from './actor.ts';
import type { Conversation, Member } from './conversation.ts';
import { changeGroup, type GroupDependencies, idlePlan, requireGroup } from './group-support.ts';
import { storedRecord } from './membership-commit.ts';

/**
 * Who may do what in a group. A change is a new version of the group, so that nobody's rights are
 * judged by an old one, and no entry: devices learn roles by listing the members.
 */
export class GroupRoles {
  readonly #use: GroupDependencies;

  constructor(use: GroupDependencies) {
    this.#use = use;
  }

  /**
   * Gives a member a role; backends only. The new owner takes the place of the old one, who becomes
   * an admin. Errors: `not_found`, `not_member`, `forbidden` (also to take the owner's role without
   * naming another one), `conflict`.
   */
  async set(
    actor: Actor,
    group: ConversationId,
    user: UserId,
    role: MemberRole,
  ): Promise<{ user: UserId; role: MemberRole; joinedAt: number; read: number }> {
    if (!actor.backend) {
      throw new ServiceError('forbidden', 'only a backend may change roles', { field: 'role' });
    }
    await changeGroup(this.#use, actor.app, group, (current) => {
      const before = requireGroup(current);
      const changes = changesOf(before, user, role);
      if (changes.size === 0) return idlePlan([user]);
      const next = before.next({ members: new Map([...before.members, ...changes]) });
      return {
        commit: {
          writes: [
            { write: 'conversation', record: storedRecord(next) },
            ...roleWrites(next, changes.keys()),
          ],
          appends: [],
        },
        next: () => next,
        unchanged: [],
      };
    });
    const member = await this.#use.timeline.member(conversationKey(actor.app, group), user);
    if (member === undefined) throw notMember('user');
    const { joinedAt, read, start } = member;
    return { user, role: member.role, joinedAt, read: Math.max(read, start) };
  }
}

/** The members whose role changes, as they are then. */
function changesOf(group: Conversation, user: UserId, role: MemberRole): Map<UserId, Member> {
  const member = group.members.get(user);
  if (member === undefined) {
    throw new ServiceError('not_member', 'user is not a member of the group', { field: 'user' });
  }
  if (member.role === role) return new Map();
  if (member.role === 'owner') {
    throw new ServiceError(
      'forbidden',
      'role of the owner is taken by making another member the owner',
      { field: 'role' },
    );
  }
  const changes = new Map([[user, { ...member, role }]]);
  const owner = [...group.members].find(([, one]) => one.role === 'owner');
  if (role === 'owner' && owner !== undefined) {
    changes.set(owner[0], { ...owner[1], role: 'admin' });
  }
  return changes;
}

function roleWrites(next: Conversation, users: Iterable<UserId>): StateWrite[] {
  return [...users].flatMap((user): StateWrite[] => {
    const role = next.members.get(user)?.role;
    return role === undefined ? [] : [{ write: 'role', conversation: next.key, user, role }];
  });
}
