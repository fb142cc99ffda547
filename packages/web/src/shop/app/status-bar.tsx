import { useConnection } from '@eagre/client/react';
import { Wifi, WifiOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { classes } from '../../common/classes.ts';
import { formatTime } from '../../common/format.ts';
import { useLanguage } from '../../common/i18n.ts';
import style from './status-bar.module.css';

/** A minute may be told late by so much. ms. */
const everyMs = 5000;

/** The upper edge of the drawn phone; a real one has its own. Decoration: the panel says it in words. */
export function StatusBar({ isOverShow }: { isOverShow: boolean }) {
  const { online } = useConnection();
  const [now, setNow] = useState(() => Date.now());
  useLanguage();
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), everyMs);
    return () => clearInterval(timer);
  }, []);
  const Network = online ? Wifi : WifiOff;
  return (
    <div className={classes(style['bar'], isOverShow && style['overShow'])} aria-hidden="true">
      <span className={style['time']}>{formatTime(now)}</span>
      <span className={style['island']} />
      <span className={style['marks']}>
        <Network />
        <span className={style['battery']} />
      </span>
    </div>
  );
}
