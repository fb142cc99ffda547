import { useLobby } from './lobby.ts';
import { useWelcomes } from './welcome.ts';

/**
 * What the chats do while their tab is not looked at: the shopper comes into the lobby, and as the owner
 * of a group greets newcomers. May be used in several places of a page.
 */
export function useChatsAtWork(user: string): void {
  useLobby(user);
  useWelcomes();
}
