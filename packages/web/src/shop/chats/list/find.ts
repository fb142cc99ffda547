import type { ConversationItem } from '@eagre/client/react';
import { titleOf } from '../names.ts';

/** Conversations whose title has the words typed, whatever their case; all of them when none are. */
export function found(
  items: readonly ConversationItem[],
  typed: string,
  me: string,
): readonly ConversationItem[] {
  const words = typed.trim().toLocaleLowerCase();
  if (words === '') return items;
  return items.filter(({ id, name }) => titleOf(id, name, me).toLocaleLowerCase().includes(words));
}
