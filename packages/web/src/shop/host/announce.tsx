import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from '../../common/parts/button.tsx';
import { TextField } from '../../common/parts/fields.tsx';
import { useShow } from '../show/show-context.tsx';
import style from './tools.module.css';
import { useOrders } from './use-orders.ts';

/** The schema's bound for a title. */
export const titleLength = 128;

/** A notice over everybody's stage, and words in the chat that nobody misses. */
export function Announce() {
  const { t } = useTranslation();
  const {
    view: { sendReliable },
  } = useShow();
  const { run, isBusy } = useOrders();
  const [notice, setNotice] = useState('');
  const [words, setWords] = useState('');
  const announce = async () => {
    const title = notice.trim() || t('host.noticePlaceholder');
    const isDone = await run(
      () => sendReliable({ kind: 'notice', body: { title } }),
      ({ syncId }) => t('host.noticeSent', { syncId }),
    );
    if (isDone) setNotice('');
  };
  const speak = async () => {
    const text = words.trim();
    if (text !== '' && (await run(() => sendReliable(text)))) setWords('');
  };
  return (
    <div className={style['tools']}>
      <TextField
        label={t('host.notice')}
        placeholder={t('host.noticePlaceholder')}
        value={notice}
        onChange={setNotice}
        maxLength={titleLength}
        onSubmit={() => void announce()}
      />
      <Button onPress={() => void announce()} isPending={isBusy}>
        {t('host.noticeSend')}
      </Button>
      <TextField
        label={t('host.say')}
        placeholder={t('host.sayPlaceholder')}
        value={words}
        onChange={setWords}
        maxLength={titleLength}
        onSubmit={() => void speak()}
      />
      <Button onPress={() => void speak()} isDisabled={isBusy || words.trim() === ''}>
        {t('show.send')}
      </Button>
    </div>
  );
}
