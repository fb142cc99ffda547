import { useRoom } from '@eagre/client/react';
import { MessagesSquare, Pause, Play } from 'lucide-react';
import { memo, useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Badge, type Tone } from '../../../common/parts/badge.tsx';
import { Button } from '../../../common/parts/button.tsx';
import { Empty } from '../../../common/parts/empty.tsx';
import { MessageRow, MessageRows } from '../../messages/message-row.tsx';
import { messageText } from '../../messages/message-text.ts';
import { Panel } from '../../parts/panel.tsx';
import { useView } from '../../view/view.tsx';
import { useRoomInView } from '../room-context.tsx';
import { lineKey, messagesOf, type SaidLine, wayIdOf } from './live-lines.ts';
import { useHeld } from './use-held.ts';

/** As many as one can look back over; more are in the store or were never kept. */
const keptLines = 200;

const tones: Readonly<Record<string, Tone>> = {
  entering: 'info',
  inside: 'good',
  returning: 'warn',
  closed: 'bad',
};

export function LiveMessages() {
  const { t } = useTranslation();
  const { room } = useRoomInView();
  const { status, error, lines } = useRoom(room, { lines: keptLines });
  const { isLive } = useView();
  const [isPaused, setPaused] = useState(false);
  const held = useHeld(lines, isPaused || !isLive);
  // A hot room has new lines at each frame of the screen; what the operator does comes first.
  const shown = messagesOf(useDeferredValue(held));
  return (
    <Panel
      flush
      title={t('room.live.title')}
      text={t('room.live.text', { count: keptLines })}
      actions={
        <>
          <Badge tone={tones[status]} hasDot>
            {t(`room.live.status.${status}`)}
          </Badge>
          <Button size="s" isDisabled={!isLive} onPress={() => setPaused(!isPaused)}>
            {isPaused ? <Play aria-hidden="true" /> : <Pause aria-hidden="true" />}
            {t(isPaused ? 'view.resume' : 'view.pause')}
          </Button>
        </>
      }
    >
      {shown.length === 0 ? (
        <Empty
          icon={<MessagesSquare aria-hidden="true" />}
          title={t('room.live.empty')}
          text={error === undefined ? undefined : `${error.code}: ${error.message}`}
        />
      ) : (
        <MessageRows label={t('room.live.title')}>
          {shown.map((line) => (
            <Line key={lineKey(line)} line={line} />
          ))}
        </MessageRows>
      )}
    </Panel>
  );
}

/** A line stays the same object; only new ones are drawn. */
const Line = memo(function Line({ line }: { line: SaidLine }) {
  const { t } = useTranslation();
  const { app, room } = useRoomInView();
  const isReliable = line.type === 'message';
  const role = isReliable ? line.role : line.rank;
  return (
    <MessageRow
      app={app}
      conversation={room}
      at={line.at}
      from={line.from}
      kind={line.kind}
      text={messageText(line.body)}
      syncId={isReliable ? line.syncId : undefined}
      wayId={wayIdOf(line)}
      marks={
        <>
          {role === undefined ? null : <Badge tone="info">{t(`room.ranks.${role}`)}</Badge>}
          {isReliable ? <Badge tone="accent">{t('room.live.reliable')}</Badge> : null}
        </>
      }
    />
  );
});
