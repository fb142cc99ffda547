import type { Room, RoomChatEvent } from '@eagre/client';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { lineText } from './words.ts';

/** One sentence is read out in about so long; more often nobody could listen. ms. */
const everyMs = 6000;

/** The chat for those who listen: the newest line now and then, and how many more there were. */
export function ReadOut({ room }: { room: Room | undefined }) {
  const { t } = useTranslation();
  const [said, setSaid] = useState<{ newest: RoomChatEvent; others: number }>();
  useEffect(() => {
    if (room === undefined) return;
    let newest: RoomChatEvent | undefined;
    let count = 0;
    const stop = room.on('chat', (chat) => {
      if (chat.own || chat.recent) return;
      newest = chat;
      count += 1;
    });
    const timer = setInterval(() => {
      if (newest) setSaid({ newest, others: count - 1 });
      newest = undefined;
      count = 0;
    }, everyMs);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [room]);
  if (said === undefined) return <div className="unseen" role="log" aria-live="polite" />;
  const { newest, others } = said;
  const key = others > 0 ? 'show.readMore' : 'show.readOne';
  return (
    <div className="unseen" role="log" aria-live="polite">
      {t(key, { from: newest.from, text: lineText(newest), count: others })}
    </div>
  );
}
