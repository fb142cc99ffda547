import type { GroupMember } from '@eagre/client';
import { useClient } from '@eagre/client/react';
import { realClock, type Timer } from '@eagre/protocol/clock';
import { useEffect, useState } from 'react';
import { groupName, isGroup } from '../names.ts';

export interface MembersView {
  readonly members: readonly GroupMember[];
  /** There are more than are listed. */
  readonly more: boolean;
  readonly status: 'loading' | 'ready' | 'failed';
  readonly error: unknown;
  reload(): void;
}

/** As many as one answer holds; groups have no more unless the server is set so. */
export const pageMembers = 500;
/** Many who come at once cost one list. ms. */
const gatherMs = 500;

/** The members of a group with their roles; empty for a direct conversation. */
export function useMembers(id: string): MembersView {
  const client = useClient();
  const [view, setView] = useState<MembersView>(() => loading(() => {}));
  useEffect(() => {
    if (!isGroup(id)) return;
    let isOver = false;
    let timer: Timer | undefined;
    const load = () => {
      timer = undefined;
      client.groups.members(groupName(id), { limit: pageMembers }).then(
        ({ members, more }) =>
          show({ members, more, status: 'ready', error: undefined, reload: soon }),
        (error: unknown) => show({ ...loading(soon), status: 'failed', error }),
      );
    };
    const show = (next: MembersView) => {
      if (!isOver) setView(next);
    };
    const soon = () => {
      timer ??= realClock.setTimer(gatherMs, load);
    };
    const stop = client.conversation(id).on('members', soon);
    load();
    return () => {
      isOver = true;
      timer?.cancel();
      stop();
    };
  }, [client, id]);
  return view;
}

/** Owner and admins may take back and send away. */
export function keepsOrder({ members }: MembersView, user: string): boolean {
  const role = members.find((member) => member.user === user)?.role;
  return role === 'owner' || role === 'admin';
}

function loading(reload: () => void): MembersView {
  return { members: [], more: false, status: 'loading', error: undefined, reload };
}
