import type { ConversationsView } from '@eagre/client/react';
import { createContext, useContext } from 'react';
import type { Move } from './stack.ts';

/** What every screen of the tab knows. */
export interface ChatsValue {
  /** This shopper's user id. */
  readonly me: string;
  readonly conversations: ConversationsView;
  /** Goes to another screen; the same function at every render. */
  readonly go: (move: Move) => void;
  /** Shows an item's page, where the shop has one. */
  readonly openItem: ((id: string) => void) | undefined;
  /** What was typed and not sent, by conversation; lost with the page. */
  readonly drafts: Map<string, string>;
}

export const ChatsContext = createContext<ChatsValue | undefined>(undefined);

export function useChats(): ChatsValue {
  const value = useContext(ChatsContext);
  if (value === undefined) throw new Error('screens of the chats stand inside <Chats>');
  return value;
}
