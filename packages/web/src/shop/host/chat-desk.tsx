import type { RoomLine } from '@eagre/client/react';
import { EllipsisVertical, MessagesSquare } from 'lucide-react';
import { memo, useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Avatar } from '../../common/parts/avatar.tsx';
import { Badge } from '../../common/parts/badge.tsx';
import { Empty } from '../../common/parts/empty.tsx';
import { MenuButton } from '../../common/parts/menu.tsx';
import { useShow } from '../show/show-context.tsx';
import { lineText } from '../show/words.ts';
import style from './chat-desk.module.css';
import { type Deed, deedsOf, type Handled, handledAfter, isDeed } from './handled.ts';
import { Panel } from './panel.tsx';
import { useHold } from './use-hold.ts';
import { useOrders } from './use-orders.ts';

/** Rows of the newest chat. */
const mostRows = 40;
const shortMuteMs = 60_000;

type ChatLine = Extract<RoomLine, { type: 'chat' }>;

/** What is said, newest first, and what the host may do about it. */
export function ChatDesk() {
  const { t } = useTranslation();
  const {
    view: { room, lines },
  } = useShow();
  const { run } = useOrders();
  const [handled, setHandled] = useState<readonly Handled[]>([]);
  const act = useCallback(
    (deed: Deed, user: string) => {
      if (room === undefined) return;
      const about = deed === 'mute' ? { user, ms: shortMuteMs } : { user };
      const action = deed === 'muteLong' ? 'mute' : deed;
      void run(
        () => room.moderate(action, about),
        () => {
          setHandled((before) => handledAfter(before, user, deed));
          return t(`host.done.${action}`, { user });
        },
      );
    },
    [room, run, t],
  );
  const chat = lines.filter((line): line is ChatLine => line.type === 'chat');
  const { rows, isHeld, holder } = useHold(chat.slice(-mostRows).reverse());
  return (
    <Panel title={t('host.chat')} aside={isHeld && <Badge>{t('host.held')}</Badge>}>
      {rows.length === 0 ? (
        <Empty
          icon={<MessagesSquare />}
          title={t('host.chatEmpty')}
          text={t('host.chatEmptyText')}
        />
      ) : (
        <ol className={style['chat']} {...holder}>
          {rows.map((line) => (
            <ChatRow key={line.key} line={line} onDeed={act} />
          ))}
        </ol>
      )}
      {handled.length > 0 && <HandledList handled={handled} onDeed={act} />}
    </Panel>
  );
}

interface RowProps {
  readonly line: ChatLine;
  readonly onDeed: (deed: Deed, user: string) => void;
}

const ChatRow = memo(function ChatRow({ line, onDeed }: RowProps) {
  const { t } = useTranslation();
  const { from, own } = line;
  return (
    <li className={style['row']}>
      <Avatar name={from} size={28} />
      <p className={style['said']}>
        <strong>{from}</strong> {lineText(line)}
      </p>
      {!own && (
        <DeedMenu
          user={from}
          deeds={deedsOf(undefined)}
          label={t('host.actions', { user: from })}
          onDeed={onDeed}
        />
      )}
    </li>
  );
});

interface DeedMenuProps {
  readonly user: string;
  readonly label: string;
  readonly deeds: readonly Deed[];
  readonly onDeed: RowProps['onDeed'];
}

function DeedMenu({ user, label, deeds, onDeed }: DeedMenuProps) {
  const { t } = useTranslation();
  return (
    <MenuButton
      size="s"
      label={label}
      icon={<EllipsisVertical />}
      items={deeds.map((id) => ({ id, label: t(`host.${id}`), isDanger: id === 'ban' }))}
      onAction={(id) => {
        if (isDeed(id)) onDeed(id, user);
      }}
    />
  );
}

function HandledList({
  handled,
  onDeed,
}: { handled: readonly Handled[] } & Pick<RowProps, 'onDeed'>) {
  const { t } = useTranslation();
  return (
    <div>
      <h3 className={style['sub']}>{t('host.handled')}</h3>
      <ul>
        {handled.map(({ user, deed }) => (
          <li key={user} className={style['row']}>
            <Avatar name={user} size={28} />
            <p className={style['said']}>
              <strong>{user}</strong> {t(`host.${deed}`)}
            </p>
            <DeedMenu
              user={user}
              deeds={deedsOf(deed)}
              label={t('host.actions', { user })}
              onDeed={onDeed}
            />
          </li>
        ))}
      </ul>
    </div>
  );
}
