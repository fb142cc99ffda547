import { useMemo } from 'react';
import type { EagreClient } from '../client.ts';
import { type ClientStores, knownStores, storesOf } from './client-stores.ts';
import { idleConversation } from './conversation-store.ts';
import { heard } from './outbox.ts';
import { useClient } from './provider.tsx';
import { useShared } from './use-shared.ts';
import type { ConversationView } from './views.ts';

type Actions = Pick<
  ConversationView,
  'conversation' | 'loadMore' | 'send' | 'retry' | 'discard' | 'recall' | 'markRead' | 'setTyping'
>;

/** A conversation: its lines, kept up to date, and what can be done in it. */
export function useConversation(id: string): ConversationView {
  const client = useClient();
  const state = useShared(client, conversationsOf, id, idleConversation);
  const actions = useMemo(() => actionsOf(client, id), [client, id]);
  return useMemo(() => ({ ...state, ...actions }), [state, actions]);
}

const conversationsOf = (stores: ClientStores) => stores.conversations;

function actionsOf(client: EagreClient, id: string): Actions {
  const store = () => knownStores(client)?.conversations.get(id);
  const conversation = client.conversation(id);
  return {
    conversation,
    loadMore: async () => store()?.loadMore(),
    send: (content, { personalTo } = {}) => {
      return heard(
        personalTo === undefined
          ? conversation.send(content)
          : conversation.sendPersonal(personalTo, content),
      );
    },
    retry: (key) => heard(storesOf(client).outbox.retry(key)),
    discard: (key) => storesOf(client).outbox.discard(key),
    recall: async (syncId) => void (await conversation.recall(syncId)),
    markRead: () => store()?.markRead(),
    setTyping: () => (store()?.conversation ?? conversation).typing(),
  };
}
