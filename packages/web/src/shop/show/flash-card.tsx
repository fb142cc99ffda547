import type { RoomActivateEvent } from '@eagre/client';
import { useClient } from '@eagre/client/react';
import { Zap } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../common/i18n.ts';
import { priceText, type ShownItem, shownItem } from '../items/item-card.ts';
import { ItemPicture } from '../items/item-picture.tsx';
import { openedAt } from './board.ts';
import { flashLeftMs } from './countdown-face.ts';
import style from './flash-card.module.css';
import { lineText } from './words.ts';

interface FlashCardProps {
  readonly activated: RoomActivateEvent | undefined;
  readonly onGrab: (shown: ShownItem) => void;
}

/** What the countdown counted to, on every page at the same instant. */
export function FlashCard({ activated, onGrab }: FlashCardProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const { isShown, close } = useFlash(activated);
  if (!(activated && isShown)) return null;
  const { message } = activated;
  const shown = message.kind === 'item' ? shownItem(message.body, language) : undefined;
  return (
    <div className={style['veil']}>
      <div className={style['card']} role="alert">
        <p className={style['head']}>
          <Zap aria-hidden="true" />
          {t('show.flashNow')}
        </p>
        {shown && <ItemPicture id={shown.id} className={style['picture']} />}
        <p className={style['title']}>{shown?.title ?? lineText(message)}</p>
        {shown?.price !== undefined && (
          <p className={style['price']}>
            {priceText(shown.price)}
            {shown.item && <s>{priceText(shown.item.oldPrice)}</s>}
          </p>
        )}
        {shown && (
          <button
            type="button"
            className={style['grab']}
            onClick={() => {
              close();
              onGrab(shown);
            }}
          >
            {t('show.grab')}
          </button>
        )}
        <button type="button" className={style['later']} onClick={close}>
          {t('show.dismiss')}
        </button>
      </div>
    </div>
  );
}

function useFlash(activated: RoomActivateEvent | undefined) {
  const { clock } = useClient();
  const [isShown, setShown] = useState(false);
  useEffect(() => {
    // What is spread comes at a moment of this device's own; only what all open at once is a flash.
    if (activated?.message.activateAt === undefined) return;
    const leftMs = flashLeftMs(openedAt(activated.message), clock.now());
    setShown(leftMs > 0);
    const timer = setTimeout(() => setShown(false), leftMs);
    return () => clearTimeout(timer);
  }, [activated, clock]);
  return { isShown, close: () => setShown(false) };
}
