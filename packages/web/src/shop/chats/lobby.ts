import { type EagreClient, EagreError } from '@eagre/client';
import { useClient } from '@eagre/client/react';
import { useEffect } from 'react';
import { chats } from '../texts/chats.ts';

/** The group that everybody of the demo is in; whoever comes first makes it. */
export const lobby = 'lobby';
/** As the server keeps it; each page shows it in its own language. */
const { lobbyTitle } = chats.en;

type GroupsOf = Pick<EagreClient, 'groups'>;

export async function joinLobby({ groups }: GroupsOf): Promise<void> {
  try {
    await groups.join(lobby);
  } catch (error) {
    if (!hasCode(error, 'not_found')) throw error;
    await groups.create(lobby, { name: lobbyTitle, open: true }).catch((refused: unknown) => {
      // Somebody else made it in between.
      if (!hasCode(refused, 'already_exists')) throw refused;
      return groups.join(lobby);
    });
  }
}

/** Joins the lobby once for a shopper: one who left it is not dragged back by a reload. */
export function useLobby(user: string): void {
  const client = useClient();
  useEffect(() => {
    if (wasJoined(user)) return;
    joinLobby(client).then(
      () => noteJoined(user),
      () => {
        // Offline or full: "new" offers it again, and so does the next visit.
      },
    );
  }, [client, user]);
}

function hasCode(error: unknown, code: EagreError['code']): boolean {
  return error instanceof EagreError && error.code === code;
}

/** Beside the shopper's name, which lasts as long as the tab does. */
function wasJoined(user: string): boolean {
  try {
    return sessionStorage.getItem(keyOf(user)) !== null;
  } catch {
    return false;
  }
}

function noteJoined(user: string): void {
  try {
    sessionStorage.setItem(keyOf(user), 'joined');
  } catch {
    // A browser that keeps nothing joins anew at each visit, which changes nothing for a member.
  }
}

function keyOf(user: string): string {
  return `eagre.lobby.${user}`;
}
