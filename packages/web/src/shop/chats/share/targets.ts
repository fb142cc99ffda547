import type { ConversationItem } from '@eagre/client/react';
import { directOf } from '@eagre/protocol/names';
import { found } from '../list/find.ts';
import { isGroup, isUserId, titleOf } from '../names.ts';

export interface Target {
  readonly id: string;
  readonly title: string;
  readonly isGroup: boolean;
}

/** More are found by typing. */
const mostTargets = 30;

/**
 * With whom to share: conversations that match what was typed, the latest first, and the user of just
 * that name, if there is no chat with that one yet.
 */
export function targetsOf(
  items: readonly ConversationItem[],
  typed: string,
  me: string,
): readonly Target[] {
  const targets = found(items, typed, me)
    .slice(0, mostTargets)
    .map(({ id, name }) => ({ id, title: titleOf(id, name, me), isGroup: isGroup(id) }));
  const user = typed.trim();
  if (!isUserId(user) || user === me) return targets;
  const id = directOf(me, user);
  if (items.some((item) => item.id === id)) return targets;
  return [{ id, title: user, isGroup: false }, ...targets];
}
