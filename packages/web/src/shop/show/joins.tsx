import type { Room } from '@eagre/client';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type Arrivals, arrived, noArrivals } from './arrivals.ts';
import style from './joins.module.css';

/** A line stands so long; what comes meanwhile goes into the next one. ms. */
const everyMs = 2500;

/** Who came in, in passing: in a full room somebody does all the time. */
export function Joins({ room, user }: { room: Room | undefined; user: string }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState(noArrivals);
  useEffect(() => {
    if (room === undefined) return;
    let waiting: Arrivals = noArrivals;
    const stop = room.on('joins', (joins) => {
      waiting = arrived(waiting, joins, user);
    });
    const timer = setInterval(() => {
      setShown(waiting);
      waiting = noArrivals;
    }, everyMs);
    return () => {
      stop();
      clearInterval(timer);
    };
  }, [room, user]);
  const { names, others } = shown;
  if (names.length === 0) return null;
  return (
    <p key={names[0]} className={style['joins']}>
      {others > 0
        ? t('show.joinedMore', { name: names[0], others: others + names.length - 1 })
        : t('show.joined', { names: names.join(', ') })}
    </p>
  );
}
