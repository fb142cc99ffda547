import { useClient, useConversations } from '@eagre/client/react';
import { useEffect, useMemo, useReducer } from 'react';
import type { Item } from '../items/items.ts';
import { useChatsAtWork } from './at-work.ts';
import style from './chats.module.css';
import { ChatsContext } from './context.ts';
import { ChatList } from './list/chat-list.tsx';
import { Members } from './members/members.tsx';
import { memoryOf } from './memory.ts';
import { Layer } from './parts/layer.tsx';
import { useWords } from './parts/use-words.ts';
import { ShareSheet } from './share/share-sheet.tsx';
import { keyOf, moved, type Screen } from './stack.ts';
import { NewFriend } from './start/new-friend.tsx';
import { NewGroup } from './start/new-group.tsx';
import { Talk } from './talk/talk.tsx';

export interface ChatsProps {
  /** This shopper's user id: that of the client above in `EagreProvider`. */
  readonly user: string;
  /** An item to be shared: asks with whom. */
  readonly share?: Item | undefined;
  /** The item was shared, or not after all. */
  readonly onShareDone?: (() => void) | undefined;
  /** Shows the page of an item whose card was pressed. */
  readonly onOpenItem?: ((id: string) => void) | undefined;
}

/** The tab of groups and direct chats; fills the box it stands in. */
export function Chats({ user, share, onShareDone, onOpenItem }: ChatsProps) {
  const { t } = useWords();
  const memory = memoryOf(useClient());
  const { drafts } = memory;
  const [stack, go] = useReducer(moved, memory.stack);
  const conversations = useConversations();
  useChatsAtWork(user);
  useEffect(() => {
    memory.stack = stack;
  }, [memory, stack]);
  const value = useMemo(
    () => ({ me: user, conversations, go, openItem: onOpenItem, drafts }),
    [user, conversations, onOpenItem, drafts],
  );
  return (
    <ChatsContext value={value}>
      <section className={style['chats']} aria-label={t('chats.title')}>
        <Layer isTop={stack.length === 0} isOver={false}>
          <ChatList />
        </Layer>
        {stack.map((screen, place) => (
          <Layer key={keyOf(screen)} isTop={place === stack.length - 1} isOver>
            <ScreenOf screen={screen} isTop={place === stack.length - 1} />
          </Layer>
        ))}
      </section>
      {share && <ShareSheet item={share} onClose={() => onShareDone?.()} />}
    </ChatsContext>
  );
}

function ScreenOf({ screen, isTop }: { screen: Screen; isTop: boolean }) {
  switch (screen.name) {
    case 'talk':
      return <Talk id={screen.id} isTop={isTop} />;
    case 'members':
      return <Members id={screen.id} />;
    case 'newGroup':
      return <NewGroup />;
    case 'newFriend':
      return <NewFriend />;
  }
}
