import { type RoomView, useConnection } from '@eagre/client/react';
import { LoaderCircle, WifiOff } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../common/parts/button.tsx';
import { useShop } from '../app/shop-context.ts';
import style from './show-status.module.css';
import { refusalText } from './words.ts';

/** Whether one is in the show, when it is not as it should be; and the rules that hold. */
export function ShowStatus({ view: { status, error, rules } }: { view: RoomView }) {
  const { t } = useTranslation();
  const { reopen } = useShop();
  const { state } = useConnection();
  // What was never reached has not broken.
  const away = status === 'returning' ? 'returning' : state === 'waiting' ? 'unreached' : undefined;
  if (status === 'closed') {
    return (
      <div className={style['closed']} role="alert">
        <p>{error ? refusalText(error, t) : t('show.closed')}</p>
        <Button onPress={reopen}>{t('show.enterAgain')}</Button>
      </div>
    );
  }
  const slow = Math.ceil((rules.slowMs ?? 0) / 1000);
  return (
    <div role="status" className={style['notes']}>
      {away && (
        <p className={style['away']}>
          <WifiOff aria-hidden="true" />
          {t(`show.${away}`)}
        </p>
      )}
      {status === 'entering' && !away && (
        <p className={style['note']}>
          <LoaderCircle aria-hidden="true" className={style['turning']} />
          {t('show.entering')}
        </p>
      )}
      {status === 'inside' && slow > 0 && (
        <p className={style['note']}>{t('show.slow', { seconds: slow })}</p>
      )}
    </div>
  );
}
