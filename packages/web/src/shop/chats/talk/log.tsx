import type { ConversationView } from '@eagre/client/react';
import { type KeyboardEvent, useEffect, useMemo } from 'react';
import { classes } from '../../../common/classes.ts';
import { Button } from '../../../common/parts/button.tsx';
import { Spinner } from '../../../common/parts/spinner.tsx';
import { useChats } from '../context.ts';
import { friendOf, isGroup } from '../names.ts';
import { useWords } from '../parts/use-words.ts';
import { JumpButton } from './jump-button.tsx';
import style from './log.module.css';
import { LogRow } from './log-row.tsx';
import { MessageActions } from './message-actions.tsx';
import { stepTo } from './message-steps.ts';
import { type Row, rowsOf } from './rows.ts';
import { useLogScroll } from './use-log-scroll.ts';
import { keepsOrder, type MembersView } from './use-members.ts';
import { useMessageMenu } from './use-message-menu.ts';

export interface LogProps {
  readonly view: ConversationView;
  readonly members: MembersView;
  /** The person may be looking at it. */
  readonly isLooking: boolean;
  /** Messages sent from here so far: with each the log goes to its end. */
  readonly sent: number;
  readonly unreadKey: string | undefined;
}

/** The messages of a conversation. However many there are, only those near to what is in sight are drawn. */
export function Log({ view, members, isLooking, sent, unreadKey }: LogProps) {
  const { t } = useWords();
  const { me, openItem } = useChats();
  const { lines, head, hasMore, loadingMore, loadMore, markRead, status, retry, discard } = view;
  const { id } = view.conversation;
  const isReady = status === 'ready';
  const more = () => {
    // After a failure it is the person's turn: the button above asks again.
    if (isReady && hasMore && !loadingMore && view.error === undefined) void loadMore();
  };
  // What is unread since before the first page began is too much to go back to.
  const startsAtMark = !hasMore || lines[0]?.key !== unreadKey;
  const scroll = useLogScroll({ lines, startsAtMark, isReady, more });
  const { atEnd, toEnd } = scroll;
  const { from, to } = scroll.range;
  const rows = useMemo(() => rowsOf(lines, { from, to }, unreadKey), [lines, from, to, unreadKey]);
  const menu = useMessageMenu();
  const isSeen = isReady && atEnd && isLooking;
  useEffect(() => {
    if (isSeen && head > 0) markRead();
  }, [isSeen, head, markRead]);
  useEffect(() => {
    if (sent > 0) toEnd();
  }, [sent, toEnd]);
  const group = isGroup(id);
  const friend = friendOf(id, me);
  const friendRead = friend === undefined ? 0 : (view.reads[friend] ?? 0);
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (stepTo(event.key, scroll.content.current)) event.preventDefault();
  };
  return (
    <div className={style['place']}>
      <div
        ref={scroll.scroller}
        role="log"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be in reach of the keyboard
        tabIndex={0}
        aria-label={t('chats.talk.messages')}
        aria-description={t('chats.talk.keys')}
        aria-busy={!isReady || loadingMore}
        // Older lines that come in above are not news.
        aria-live={atEnd ? 'polite' : 'off'}
        className={style['scroller']}
        onKeyDown={onKeyDown}
      >
        <div className={style['spring']} />
        {isReady && hasMore && view.error && !loadingMore && (
          <div className={style['older']}>
            <Button size="s" onPress={() => void loadMore()}>
              {t('chats.talk.older')}
            </Button>
          </div>
        )}
        {isReady && !hasMore && from === 0 && (
          <p className={style['beginning']}>
            {t(group ? 'chats.talk.beginning' : 'chats.talk.beginningDirect', {
              who: friend ?? '',
            })}
          </p>
        )}
        <ol ref={scroll.content} className={style['rows']} {...menu.handlers}>
          {rows.map((row) => (
            <LogRow
              key={row.key}
              row={row}
              me={me}
              isGroup={group}
              isRead={isReadUpTo(row, friendRead)}
              onOpenItem={openItem}
              onRetry={retry}
              onDiscard={discard}
            />
          ))}
        </ol>
      </div>
      {(!isReady || loadingMore) && (
        <Spinner size="m" className={classes(style['loading'], !isReady && style['first'])} />
      )}
      {!atEnd && isReady && <JumpButton lines={lines} head={head} onPress={toEnd} />}
      <MessageActions view={view} menu={menu} keepsOrder={keepsOrder(members, me)} />
    </div>
  );
}

/** The other side of a direct chat has seen this message of one's own. */
function isReadUpTo(row: Row, read: number): boolean {
  return (
    row.type === 'bubble' && row.line.own && row.line.type === 'message' && row.line.syncId <= read
  );
}
