import { useMemo } from 'react';
import { type ClientStores, knownStores } from './client-stores.ts';
import { idleConversations } from './conversations-store.ts';
import { useClient } from './provider.tsx';
import { useShared } from './use-shared.ts';
import type { ConversationsView } from './views.ts';

/** The user's conversations, kept up to date: the one with the newest entry first. */
export function useConversations(): ConversationsView {
  const client = useClient();
  const state = useShared(client, listsOf, '', idleConversations);
  const reload = useMemo(() => {
    return async () => knownStores(client)?.lists.get('')?.reload();
  }, [client]);
  return useMemo(() => ({ ...state, reload }), [state, reload]);
}

const listsOf = (stores: ClientStores) => stores.lists;
