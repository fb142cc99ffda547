import { useTranslation } from 'react-i18next';
import { Switch } from '../../common/parts/fields.tsx';
import { Select } from '../../common/parts/select.tsx';
import { useShow } from '../show/show-context.tsx';
import style from './tools.module.css';
import { useOrders } from './use-orders.ts';

const paces = ['0', '3', '10', '30'] as const;

/** Who may speak, and how often. */
export function Order() {
  const { t } = useTranslation();
  const {
    view: { room, rules },
  } = useShow();
  const { run, isBusy } = useOrders();
  const isMuted = rules.mutedAll === true;
  const seconds = `${Math.round((rules.slowMs ?? 0) / 1000)}`;
  // Another client may have chosen a pace that is not in the list.
  const choices = paces.some((pace) => pace === seconds) ? paces : [...paces, seconds];
  return (
    <div className={style['tools']}>
      <Switch
        label={t('host.muteAll')}
        isSelected={isMuted}
        isDisabled={isBusy || room === undefined}
        onChange={(isOn) => {
          if (room) void run(() => room.moderate(isOn ? 'mute_all' : 'unmute_all'));
        }}
      />
      <Select
        label={t('host.slow')}
        items={choices.map((id) => ({
          id,
          label: id === '0' ? t('host.slowOff') : t('host.slowEvery', { seconds: id }),
        }))}
        value={seconds}
        onChange={(id) => {
          if (room) void run(() => room.moderate('slow', { ms: Number(id) * 1000 }));
        }}
      />
    </div>
  );
}
