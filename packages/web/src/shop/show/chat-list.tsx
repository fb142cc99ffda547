import type { RoomLine } from '@eagre/client/react';
import { Megaphone, ShoppingBag } from 'lucide-react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';
import { classes } from '../../common/classes.ts';
import { useLanguage } from '../../common/i18n.ts';
import { shownItem } from '../items/item-card.ts';
import style from './chat-list.module.css';
import { lineText } from './words.ts';

/** Rows on the stage; what is older has faded out above. */
const mostRows = 30;

type Said = Extract<RoomLine, { type: 'chat' | 'message' }>;

/**
 * Newest at the foot, where the list stays unless one scrolls up: by its style alone, since a page that
 * asks how high it is with each line lays itself out each time. Not announced line by line: `ReadOut`
 * does it at a pace that can be listened to.
 */
export function ChatList({ lines, user }: { lines: readonly RoomLine[]; user: string }) {
  const { t } = useTranslation();
  const rows = lines.filter(isSaid).slice(-mostRows);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard
    <section className={style['scroll']} aria-label={t('show.chat')} tabIndex={0}>
      <ol className={style['list']} aria-label={t('show.chat')}>
        {rows.length < mostRows && <li className={style['welcome']}>{t('show.welcome')}</li>}
        {rows.map((line) => (
          <Row key={line.key} line={line} isOwn={line.from === user} />
        ))}
      </ol>
    </section>
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
        <span className={style['from']}>
          {isOwn ? t('show.you') : line.from}
          <span className="unseen">: </span>
        </span>
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
