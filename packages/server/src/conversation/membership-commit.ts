import type { LeftEntry, UserId } from '@eagre/protocol';
import { userQueueKey } from '../keys.ts';
import type { Append, Placed, StateWrite } from '../timeline/timeline.ts';
import { Conversation, type Member } from './conversation.ts';
import { copyText, joinedText, leftText, membersText } from './entries.ts';
import type { Plan } from './planned-commits.ts';

/** People who come to, go from or change their role in one conversation, in one commit. */
export interface MembershipChange {
  at: number;
  by: UserId;
  join?: ReadonlyMap<UserId, Pick<Member, 'role'>>;
  leave?: readonly UserId[];
  reason?: LeftEntry['reason'];
  /** A member who stays and becomes the owner. */
  heir?: UserId | undefined;
}

/**
 * One commit: the next version of the conversation, the members' rows, one `members` entry in the
 * log (and a copy for each old member who stays, in write mode), and `joined` or `left` in the user
 * queues of those concerned. Their stamp is the place of the `members` entry: what follows it is
 * theirs, or is theirs no more. `base` is the conversation before; version 0 when it is new.
 */
export function membershipPlan(base: Conversation, change: MembershipChange): Plan {
  const joining = [...(change.join?.keys() ?? [])];
  const leaving = change.leave ?? [];
  const members = membersAfter(base, change);
  const next = base.next({ members });
  return {
    commit: {
      writes: [
        { write: 'conversation', record: storedRecord(next) },
        ...memberWrites(next, change),
      ],
      appends: appendsOf(base, next, joining, leaving, change),
    },
    next: (placed) => withStart(next, joining, placed),
  };
}

export function storedRecord(conversation: Conversation) {
  const { members: _, ...record } = conversation.record;
  return record;
}

function membersAfter(base: Conversation, change: MembershipChange): Map<UserId, Member> {
  const members = new Map(base.members);
  for (const user of change.leave ?? []) members.delete(user);
  const heir = change.heir === undefined ? undefined : members.get(change.heir);
  if (change.heir !== undefined && heir !== undefined) {
    members.set(change.heir, { ...heir, role: 'owner' });
  }
  for (const [user, { role }] of change.join ?? []) {
    members.set(user, { role, start: 0, joinedAt: change.at, muted: false });
  }
  return members;
}

function memberWrites(next: Conversation, change: MembershipChange): StateWrite[] {
  const conversation = next.key;
  const { heir, leave = [] } = change;
  const joined = [...(change.join?.keys() ?? [])].flatMap((user): StateWrite[] => {
    const member = next.members.get(user);
    return member === undefined
      ? []
      : [{ write: 'member', conversation, record: { user, ...member, read: 0 } }];
  });
  return [
    ...leave.map((user) => ({ write: 'removeMember' as const, conversation, user })),
    ...(heir === undefined
      ? []
      : [{ write: 'role' as const, conversation, user: heir, role: 'owner' as const }]),
    ...joined,
  ];
}

function appendsOf(
  base: Conversation,
  next: Conversation,
  joining: readonly UserId[],
  leaving: readonly UserId[],
  change: MembershipChange,
): Append[] {
  const { at, by, reason = 'left' } = change;
  const stamp = next.key;
  const queues = (users: Iterable<UserId>) =>
    Array.from(users, (user) => userQueueKey(next.app, user));
  const entry = membersText({
    at,
    by,
    ...(joining.length === 0 ? {} : { joined: joining }),
    ...(leaving.length === 0 ? {} : { left: leaving }),
  });
  const appends: Append[] = [{ queues: [stamp], entry }];
  const staying = [...base.members.keys()].filter((user) => next.members.has(user));
  if (base.mode === 'write' && staying.length > 0) {
    appends.push({ queues: queues(staying), entry: copyText(entry), stamp });
  }
  if (leaving.length > 0) {
    appends.push({ queues: queues(leaving), entry: leftText({ at, by, reason }), stamp });
  }
  if (joining.length > 0) {
    const { mode, priority, name } = next.record;
    const joined = joinedText({ at, by, mode, priority, ...(name === undefined ? {} : { name }) });
    appends.push({ queues: queues(joining), entry: joined, stamp });
  }
  return appends;
}

/** The store sets a new member's start to the head after the appends: the `members` entry. */
function withStart(
  next: Conversation,
  joining: readonly UserId[],
  placed: readonly Placed[],
): Conversation {
  const start = placed[0]?.syncIds[0] ?? 0;
  const members = new Map(next.members);
  for (const user of joining) {
    const member = members.get(user);
    if (member !== undefined) members.set(user, { ...member, start });
  }
  return new Conversation(next.record, members);
}
