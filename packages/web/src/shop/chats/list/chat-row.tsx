import type { ConversationItem } from '@eagre/client/react';
import { realClock } from '@eagre/protocol/clock';
import { BellOff } from 'lucide-react';
import { memo } from 'react';
import { classes } from '../../../common/classes.ts';
import { formatCount, formatWhen } from '../../../common/format.ts';
import { Avatar } from '../../../common/parts/avatar.tsx';
import { isGroup, titleOf } from '../names.ts';
import { useWords } from '../parts/use-words.ts';
import style from './chat-list.module.css';
import { lastLine } from './last-line.ts';

export interface ChatRowProps {
  readonly item: ConversationItem;
  readonly me: string;
  /** The same function at every render: then only rows that changed are drawn anew. */
  readonly onOpen: (id: string) => void;
  /** Who is writing there now. */
  readonly typing: string | undefined;
}

export const ChatRow = memo(({ item, me, onOpen, typing }: ChatRowProps) => {
  const { t, language } = useWords();
  const title = titleOf(item.id, item.name, me);
  const group = isGroup(item.id);
  return (
    <li>
      <button type="button" className={style['row']} onClick={() => onOpen(item.id)}>
        <Avatar name={title} size={48} shape={group ? 'group' : 'person'} />
        <span className={style['texts']}>
          <span className={style['upper']}>
            <span className={style['name']}>{title}</span>
            {item.muted && <BellOff aria-label={t('chats.muted')} className={style['muted']} />}
            {item.last && (
              <time className={style['when']} dateTime={new Date(item.last.at).toISOString()}>
                {formatWhen(item.last.at, realClock.now())}
              </time>
            )}
          </span>
          <span className={style['lower']}>
            {typing === undefined ? (
              <span className={style['last']}>{lastLine(item, me, t, language)}</span>
            ) : (
              <span className={classes(style['last'], style['typing'])}>
                {group ? t('chats.typing.one', { who: typing }) : t('chats.typing.friend')}
              </span>
            )}
            {item.unread > 0 && <Unread item={item} />}
          </span>
        </span>
      </button>
    </li>
  );
});

/** A muted conversation says so softly. */
function Unread({ item: { unread, muted } }: { item: ConversationItem }) {
  const { t } = useWords();
  return (
    <span className={classes(style['unread'], muted && style['soft'])}>
      <span aria-hidden="true">{formatCount(unread)}</span>
      <span className="unseen">{t('chats.list.unread', { n: unread })}</span>
    </span>
  );
}
