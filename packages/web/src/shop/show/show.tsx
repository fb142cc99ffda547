import type { RoomView } from '@eagre/client/react';
import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../common/i18n.ts';
import { type ShownItem, shownItem } from '../items/item-card.ts';
import type { Item } from '../items/items.ts';
import { Stage } from '../stage/stage.tsx';
import { BagSheet } from './bag-sheet.tsx';
import { type Board, openedAt } from './board.ts';
import { ChatList } from './chat-list.tsx';
import { Composer } from './composer.tsx';
import { CountdownChip, CountdownVeil } from './countdown.tsx';
import { Danmaku } from './danmaku.tsx';
import { FlashCard } from './flash-card.tsx';
import { Hearts } from './hearts.tsx';
import { ItemCard } from './item-card.tsx';
import { ItemSheet } from './item-sheet.tsx';
import { Joins } from './joins.tsx';
import { NoticeBanner } from './notice-banner.tsx';
import { ReadOut } from './read-out.tsx';
import style from './show.module.css';
import { useShow } from './show-context.tsx';
import { ShowHead } from './show-head.tsx';
import { ShowStatus } from './show-status.tsx';
import { useCountdown } from './use-countdown.ts';

/** A card that is not pinned stays so long. ms. */
const cardMs = 45_000;

interface ShowProps {
  readonly user: string;
  readonly hasDanmaku: boolean;
  readonly onDanmaku: (isOn: boolean) => void;
  readonly onShare: (item: Item) => void;
}

/** The live show, as it fills the phone. */
export function Show({ user, hasDanmaku, onDanmaku, onShare }: ShowProps) {
  const { t } = useTranslation();
  const { view, board } = useShow();
  const [isBagOpen, setBagOpen] = useState(false);
  const [opened, setOpened] = useState<ShownItem>();
  const { pinned, card, dismiss } = useCards(view, board.card);
  const { tap, room, status, coming, activated } = view;
  const like = useCallback(() => tap('like'), [tap]);
  const shown = pinned ?? card;
  return (
    <section className={style['show']} aria-label={t('frame.tabShow')}>
      <Stage label={t('show.stage')} itemId={shown?.item?.id} />
      <div className={style['scrim']} />
      <div className={style['top']}>
        <ShowHead view={view} hasDanmaku={hasDanmaku} onDanmaku={onDanmaku} />
        <NoticeBanner notice={board.notice} />
        <CountdownChip next={coming[0]} />
        <ShowStatus view={view} />
        {hasDanmaku && <Danmaku room={room} />}
      </div>
      <div className={style['bottom']}>
        <div className={style['middle']}>
          <div className={style['talk']}>
            <ChatList lines={view.lines} user={user} />
            <div className={style['joins']}>
              <Joins room={room} user={user} />
            </div>
          </div>
          {shown && (
            <ItemCard
              key={shown.id}
              shown={shown}
              why={pinned ? 'pinned' : 'nowShown'}
              onOpen={() => setOpened(shown)}
              onDismiss={pinned ? undefined : dismiss}
            />
          )}
        </div>
        <div className={style['bar']}>
          <button
            type="button"
            className={style['bag']}
            aria-label={t('show.bag')}
            onClick={() => setBagOpen(true)}
          >
            <BagIcon />
          </button>
          <Composer view={view} />
          <Hearts
            total={view.counters['like'] ?? 0}
            onLike={like}
            isDisabled={status !== 'inside'}
          />
        </div>
      </div>
      <CountdownVeil next={coming[0]} />
      <FlashCard activated={activated} onGrab={setOpened} />
      <ReadOut room={room} />
      <BagSheet
        isOpen={isBagOpen && opened === undefined}
        pinnedId={pinned?.id}
        shownIds={board.shown}
        onOpen={setOpened}
        onClose={() => setBagOpen(false)}
      />
      {opened && (
        <ItemSheet
          key={opened.id}
          shown={opened}
          onClose={() => setOpened(undefined)}
          onShare={(item) => {
            setOpened(undefined);
            setBagOpen(false);
            onShare(item);
          }}
        />
      )}
    </section>
  );
}

/** What is pinned; and the newest card, for a while or until it is put away. */
function useCards({ attributes }: RoomView, newest: Board['card']) {
  const language = useLanguage();
  const [away, setAway] = useState<number>();
  const left = useCountdown(newest && openedAt(newest) + cardMs);
  const isNews = newest !== undefined && left !== undefined && away !== newest.syncId;
  return {
    pinned: shownItem(attributes['pinned']?.value, language),
    card: isNews ? shownItem(newest.body, language) : undefined,
    dismiss: () => setAway(newest?.syncId),
  };
}

function BagIcon() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <path d="M6 11h20l2 15c.3 2-1 3-3 3H7c-2 0-3.3-1-3-3z" fill="#ff8a5c" />
      <path d="M6 11h9l-2 18H7c-2 0-3.3-1-3-3z" fill="#ffb088" />
      <path
        d="M11 15V9c0-7 10-7 10 0v6"
        fill="none"
        stroke="#fff"
        strokeWidth="2.5"
        strokeLinecap="round"
      />
    </svg>
  );
}
