import { useClient } from '@eagre/client/react';
import {
  MessageCirclePlus,
  MessagesSquare,
  SearchX,
  UserPlus,
  Users,
  UsersRound,
} from 'lucide-react';
import { useCallback, useState } from 'react';
import { Button } from '../../../common/parts/button.tsx';
import { Empty } from '../../../common/parts/empty.tsx';
import { SearchField } from '../../../common/parts/fields.tsx';
import { MenuButton } from '../../../common/parts/menu.tsx';
import { Spinner } from '../../../common/parts/spinner.tsx';
import { useChats } from '../context.ts';
import { joinLobby, lobby } from '../lobby.ts';
import { errorWords, showError } from '../parts/error-words.ts';
import { OfflineBanner } from '../parts/offline-banner.tsx';
import { useWords } from '../parts/use-words.ts';
import style from './chat-list.module.css';
import { ChatRow } from './chat-row.tsx';
import { found } from './find.ts';
import { useTypingHints } from './typing-hints.ts';

/** The bottom screen: the shopper's conversations, the one with the newest entry first. */
export function ChatList() {
  const { t } = useWords();
  return (
    <>
      <header className={style['head']}>
        <h2 className={style['title']}>{t('chats.title')}</h2>
        <NewMenu />
      </header>
      <OfflineBanner />
      <Content />
    </>
  );
}

function Content() {
  const { t } = useWords();
  const { me, go, conversations } = useChats();
  const { items, status, error, reload } = conversations;
  const [typed, setTyped] = useState('');
  const typing = useTypingHints(me);
  const open = useCallback((id: string) => go({ type: 'talk', id }), [go]);
  if (items.length === 0 && error !== undefined) {
    return (
      <Empty
        title={t('chats.list.failed')}
        text={errorWords(error, t)}
        action={<Button onPress={() => void reload()}>{t('chats.again')}</Button>}
      />
    );
  }
  if (items.length === 0 && status === 'loading') {
    return <Spinner size="m" className={style['waiting']} />;
  }
  if (items.length === 0) return <NoChats />;
  const shown = found(items, typed, me);
  return (
    <div className={style['scroller']}>
      <div className={style['search']}>
        <SearchField label={t('chats.list.search')} value={typed} onChange={setTyped} />
      </div>
      {shown.length === 0 ? (
        <Empty icon={<SearchX />} title={t('chats.list.notFound')} />
      ) : (
        <ul aria-label={t('chats.title')}>
          {shown.map((item) => (
            <ChatRow key={item.id} {...{ item, me }} onOpen={open} typing={typing.get(item.id)} />
          ))}
        </ul>
      )}
    </div>
  );
}

function NoChats() {
  const { t } = useWords();
  const open = useLobbyDoor();
  return (
    <Empty
      icon={<MessagesSquare />}
      title={t('chats.list.none')}
      text={t('chats.list.noneText')}
      action={
        <Button variant="primary" onPress={open}>
          {t('chats.list.joinLobby')}
        </Button>
      }
    />
  );
}

function NewMenu() {
  const { t } = useWords();
  const { go } = useChats();
  const openLobby = useLobbyDoor();
  return (
    <MenuButton
      label={t('chats.new.label')}
      icon={<MessageCirclePlus />}
      items={[
        { id: 'friend', label: t('chats.new.friend'), icon: <UserPlus /> },
        { id: 'group', label: t('chats.new.group'), icon: <Users /> },
        { id: 'lobby', label: t('chats.new.lobby'), icon: <UsersRound /> },
      ]}
      onAction={(id) => {
        if (id === 'lobby') openLobby();
        else go({ type: 'open', screen: { name: id === 'group' ? 'newGroup' : 'newFriend' } });
      }}
    />
  );
}

/** Joins the lobby, if need be, and opens it. */
function useLobbyDoor(): () => void {
  const { t } = useWords();
  const { go } = useChats();
  const client = useClient();
  return () => {
    joinLobby(client).then(
      () => go({ type: 'talk', id: client.group(lobby).id }),
      (error: unknown) => showError(error, t),
    );
  };
}
