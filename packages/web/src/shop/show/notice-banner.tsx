import type { RoomMessageEvent } from '@eagre/client';
import { Megaphone, X } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { openedAt } from './board.ts';
import style from './notice-banner.module.css';
import { useCountdown } from './use-countdown.ts';
import { lineText } from './words.ts';

/** Long enough to be read by somebody who looks up late. ms. */
const shownMs = 30_000;

/** The host's newest notice, for a while or until it is put away. */
export function NoticeBanner({ notice }: { notice: RoomMessageEvent | undefined }) {
  const { t } = useTranslation();
  const [away, setAway] = useState<number>();
  const left = useCountdown(notice && openedAt(notice) + shownMs);
  const isShown = notice && left && away !== notice.syncId;
  return (
    <div role="status" aria-label={t('show.notice')}>
      {isShown && (
        <p key={notice.syncId} className={style['banner']}>
          <Megaphone aria-hidden="true" />
          <span>{lineText(notice)}</span>
          <button
            type="button"
            aria-label={t('show.dismiss')}
            onClick={() => setAway(notice.syncId)}
          >
            <X aria-hidden="true" />
          </button>
        </p>
      )}
    </div>
  );
}
