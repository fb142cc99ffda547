import type { GroupMember } from '@eagre/client';

const ranks = { owner: 0, admin: 1, member: 2 } as const;

/** The owner, then admins, then this user, then the others by name. */
export function inRankOrder(members: readonly GroupMember[], me: string): GroupMember[] {
  const place = ({ user, role }: GroupMember) => ranks[role] * 2 + (user === me ? 0 : 1);
  return members.toSorted(
    (one, other) => place(one) - place(other) || (one.user < other.user ? -1 : 1),
  );
}
