import type { RoomLine } from '@eagre/client/react';
import { Megaphone, ShoppingBag } from 'lucide-react';
import { memo, useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../../common/classes.ts';
import { useLanguage } from '../../common/i18n.ts';
import { shownItem } from '../items/item-card.ts';
import style from './chat-list.module.css';
import { lineText } from './words.ts';

/** Rows on the stage; what is older has faded out above. */
const mostRows = 30;
/** Scrolled up by more than this, one reads: the list does not follow what comes. Pixels. */
const nearEnd = 40;

type Said = Extract<RoomLine, { type: 'chat' | 'message' }>;

/** Newest at the foot. Not announced line by line: `ReadOut` does it at a pace that can be listened to. */
export function ChatList({ lines, user }: { lines: readonly RoomLine[]; user: string }) {
  const { t } = useTranslation();
  const list = useRef<HTMLOListElement>(null);
  const follows = useRef(true);
  const rows = lines.filter(isSaid).slice(-mostRows);
  const last = rows.at(-1)?.key;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new last row is what it waits for
  useEffect(() => {
    const { current } = list;
    if (current && follows.current) current.scrollTop = current.scrollHeight;
  }, [last]);
  return (
    <ol
      ref={list}
      className={style['list']}
      aria-label={t('show.chat')}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        follows.current = scrollHeight - clientHeight - scrollTop < nearEnd;
      }}
    >
      {rows.map((line) => (
        <Row key={line.key} line={line} isOwn={line.from === user} />
      ))}
    </ol>
  );
}

const Row = memo(function Row({ line, isOwn }: { line: Said; isOwn: boolean }) {
  const { t } = useTranslation();
  const language = useLanguage();
  const role = line.type === 'message' ? 'host' : line.rank === 'staff' ? 'staff' : undefined;
  const Icon = line.kind === 'item' ? ShoppingBag : line.kind === 'notice' ? Megaphone : undefined;
  const card = line.kind === 'item' ? shownItem(line.body, language) : undefined;
  return (
    <li className={classes(style['row'], role && style['staff'], isOwn && style['own'])}>
      {role && <span className={style['role']}>{t(`show.${role}`)}</span>}
      {role !== 'host' && (
        <span className={style['from']}>{isOwn ? t('show.you') : line.from}</span>
      )}
      {Icon && <Icon aria-hidden="true" className={style['icon']} />}
      {card ? t('show.showsItem', { title: card.title }) : lineText(line)}
    </li>
  );
});

/** What waits for its instant is not told before. */
function isSaid(line: RoomLine): line is Said {
  if (line.type === 'message') return line.activateAt === undefined && line.spreadMs === undefined;
  return line.type === 'chat';
}
