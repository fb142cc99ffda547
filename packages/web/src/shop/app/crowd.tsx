import { Users } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../common/format.ts';
import { Button } from '../../common/parts/button.tsx';
import { Select } from '../../common/parts/select.tsx';
import { clockText } from '../show/countdown-face.ts';
import { useShow } from '../show/show-context.tsx';
import { useCountdown } from '../show/use-countdown.ts';
import style from './crowd.module.css';
import { faultWords } from './crowd-words.ts';
import { useCrowd } from './use-crowd.ts';

const sizes = ['100', '500', '2000', '5000'] as const;
const times = ['2', '5', '15'] as const;
/** What one press brings: enough to see frames merged, and no more than a laptop's cores bear. */
const usual = { devices: 500, minutes: 2 } as const;

/** Brings devices into the show that talk, like and come and go; `hasChoice`: how many, how long. */
export function Crowd({ hasChoice }: { hasChoice: boolean }) {
  const { t } = useTranslation();
  const { view } = useShow();
  const { state, fault, isBusy, bring, sendHome } = useCrowd();
  const [size, setSize] = useState<(typeof sizes)[number]>('500');
  const [minutes, setMinutes] = useState<(typeof times)[number]>('2');
  const left = useCountdown(state?.running ? state.endsAt : undefined);
  if (state?.running) {
    const { devices = 0, online = Math.min(devices, view.online.devices) } = state;
    return (
      <div className={style['crowd']}>
        {/* Its figures change each second; whoever listens looks them up. */}
        <p className={style['state']}>
          {t('frame.crowdRunning', {
            online: formatNumber(online),
            devices: formatNumber(devices),
          })}
          {left && ` · ${t('frame.crowdLeft', { time: clockText(left.seconds) })}`}
        </p>
        <progress value={online} max={Math.max(1, devices)} aria-label={t('frame.crowd')} />
        <Button onPress={sendHome} isPending={isBusy} isWide>
          {t('frame.crowdStop')}
        </Button>
        <p role="status" className={style['note']}>
          {fault && faultWords(fault, t)}
        </p>
      </div>
    );
  }
  const said = fault?.message ?? state?.error;
  const devices = hasChoice ? Number(size) : usual.devices;
  const lasting = hasChoice ? Number(minutes) : usual.minutes;
  return (
    <div className={style['crowd']}>
      {hasChoice && (
        <div className={style['choice']}>
          <Select
            label={t('frame.crowdSize')}
            items={sizes.map((id) => ({ id, label: formatNumber(Number(id)) }))}
            value={size}
            onChange={setSize}
          />
          <Select
            label={t('frame.crowdMinutes')}
            items={times.map((id) => ({ id, label: id }))}
            value={minutes}
            onChange={setMinutes}
          />
        </div>
      )}
      <Button
        variant={hasChoice ? 'plain' : 'primary'}
        onPress={() => bring(devices, lasting)}
        isPending={isBusy}
        isWide
      >
        <Users aria-hidden="true" />
        {t('frame.crowdBring')}
      </Button>
      <p role="status" className={style['note']}>
        {fault
          ? faultWords(fault, t)
          : state?.error !== undefined
            ? t('frame.crowdEnded')
            : t('frame.crowdText', { count: devices, minutes: lasting })}
      </p>
      {said && (
        <p lang="en" className={style['said']}>
          <code>{said}</code>
        </p>
      )}
    </div>
  );
}
