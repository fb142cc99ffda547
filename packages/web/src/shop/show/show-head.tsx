import type { RoomView } from '@eagre/client/react';
import { Captions, CaptionsOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatCount } from '../../common/format.ts';
import style from './show-head.module.css';

interface ShowHeadProps {
  readonly view: RoomView;
  readonly hasDanmaku: boolean;
  readonly onDanmaku: (isOn: boolean) => void;
}

/** Whose show it is and how many watch. */
export function ShowHead({ view, hasDanmaku, onDanmaku }: ShowHeadProps) {
  const { t } = useTranslation();
  const { room, online, peak } = view;
  const Icon = hasDanmaku ? Captions : CaptionsOff;
  return (
    <header className={style['head']}>
      <div className={style['shop']}>
        <Mark />
        <div className={style['words']}>
          <h1 className={style['name']}>{t('show.shop')}</h1>
          <p className={style['count']}>
            {room ? t('show.peak', { count: formatCount(peak) as never }) : '\u00a0'}
          </p>
        </div>
        <span className={style['live']}>{t('show.live')}</span>
      </div>
      {room && (
        <p className={style['online']}>
          {t('show.online', { count: formatCount(online.devices) as never })}
        </p>
      )}
      <button
        type="button"
        className={style['danmaku']}
        aria-pressed={hasDanmaku}
        aria-label={t('frame.danmaku')}
        onClick={() => onDanmaku(!hasDanmaku)}
      >
        <Icon aria-hidden="true" />
      </button>
    </header>
  );
}

/** The shop's sign: a lighthouse over a wave. */
function Mark() {
  return (
    <svg viewBox="0 0 36 36" className={style['mark']} aria-hidden="true">
      <circle cx="18" cy="18" r="18" fill="#ffe3cf" />
      <path d="M15 12h6l1.5 14h-9z" fill="#d2341f" />
      <path d="M14.5 17h7l.4 4h-7.8z" fill="#fff" />
      <rect x="14.5" y="8" width="7" height="4.5" rx="1" fill="#5b3b2e" />
      <path d="M22 10l8-3v6zM14 10l-8-3v6z" fill="#ffc857" />
      <path d="M4 27c5-4 8 2 14 0s8-3 14 0a18 18 0 0 1-28 0z" fill="#3f6f9b" />
    </svg>
  );
}
