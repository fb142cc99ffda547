import type { RoomMessageEvent } from '@eagre/client';
import { Timer } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import style from './countdown.module.css';
import { clockText } from './countdown-face.ts';
import { useCountdown } from './use-countdown.ts';

interface CountdownProps {
  readonly next: RoomMessageEvent | undefined;
}

/** The next instant that the host has set, while it is some time away. */
export function CountdownChip({ next }: CountdownProps) {
  const { t } = useTranslation();
  const face = useFace(next);
  if (face === undefined || face.isLarge) return null;
  return (
    <p className={style['chip']} role="timer">
      <Timer aria-hidden="true" />
      <span className="figures">{t('show.soon', { time: clockText(face.seconds) })}</span>
    </p>
  );
}

/** Its last three seconds, over all the stage. */
export function CountdownVeil({ next }: CountdownProps) {
  const { t } = useTranslation();
  const face = useFace(next);
  if (!face?.isLarge) return null;
  return (
    <div className={style['large']} role="timer" aria-live="assertive">
      <p className={style['ready']}>{t('show.flashSoon')}</p>
      <p key={face.seconds} className={style['digit']}>
        {face.seconds}
      </p>
    </div>
  );
}

/** Of what is spread, each device has a moment of its own, which nobody counts down to. */
function useFace(next: RoomMessageEvent | undefined) {
  return useCountdown(next?.activateAt);
}
