import { useClient } from '@eagre/client/react';
import { Timer } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../common/i18n.ts';
import { Button } from '../../common/parts/button.tsx';
import { NumberField, TextField } from '../../common/parts/fields.tsx';
import { Select } from '../../common/parts/select.tsx';
import { cardOf } from '../items/item-card.ts';
import { itemOf, items } from '../items/items.ts';
import { useShow } from '../show/show-context.tsx';
import { titleLength } from './announce.tsx';
import style from './tools.module.css';
import { useOrders } from './use-orders.ts';

/** Shorter, some devices get it late; longer, nobody waits. Seconds. */
const least = 3;
const most = 600;
const usual = 10;

/** "3, 2, 1, link!": sent now, opened by every device at one instant, without a request. */
export function CountdownDesk() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { clock } = useClient();
  const {
    view: { sendReliable },
  } = useShow();
  const { run, isBusy } = useOrders();
  const [seconds, setSeconds] = useState(usual);
  const [what, setWhat] = useState(items[0]?.id ?? 'notice');
  const [text, setText] = useState('');
  const item = itemOf(what);
  const start = () => {
    const title = text.trim() || t('host.countdownDefault');
    const content = item ? cardOf(item, language) : { kind: 'notice', body: { title } };
    return run(
      () => sendReliable(content, { activateAt: clock.now() + seconds * 1000 }),
      () => t('host.countdownRuns', { seconds }),
    );
  };
  const choices = items.map(({ id, name }) => ({ id, label: name[language] }));
  return (
    <div className={style['tools']}>
      <NumberField
        label={t('host.countdownSeconds')}
        value={seconds}
        onChange={(value) => setSeconds(Number.isNaN(value) ? usual : value)}
        min={least}
        max={most}
      />
      <Select
        label={t('host.countdownWhat')}
        items={[...choices, { id: 'notice', label: t('host.countdownNotice') }]}
        value={what}
        onChange={setWhat}
      />
      {item === undefined && (
        <TextField
          label={t('host.countdownText')}
          placeholder={t('host.countdownDefault')}
          value={text}
          onChange={setText}
          maxLength={titleLength}
        />
      )}
      <Button variant="primary" onPress={() => void start()} isDisabled={isBusy}>
        <Timer aria-hidden="true" />
        {t('host.countdownStart')}
      </Button>
    </div>
  );
}
