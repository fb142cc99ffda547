import { useConnection, useConversations } from '@eagre/client/react';
import { Unplug } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { formatBytes, formatMs, formatNumber } from '../../common/format.ts';
import { Badge, type Tone } from '../../common/parts/badge.tsx';
import { Button } from '../../common/parts/button.tsx';
import { useShow } from '../show/show-context.tsx';
import { useShop } from './shop-context.ts';
import style from './under-hood.module.css';
import { type Cut, cutSeconds, useCut } from './use-cut.ts';
import { useLogPlace } from './use-log-place.ts';
import { useMeter } from './use-meter.ts';

const tones: Readonly<Record<string, Tone>> = { online: 'good', waiting: 'warn', stopped: 'bad' };
/** With fewer messages in a frame than this, none waited for another. */
const leastMerged = 1.5;

/** What happens in this page, in figures, and a plug to pull. */
export function UnderHood() {
  const { t } = useTranslation();
  const { shopper } = useShop();
  const { state } = useConnection();
  const { view } = useShow();
  const { unread } = useConversations();
  const { frames, messages, bytes } = useMeter();
  const { syncId } = useLogPlace();
  const [cut, pull] = useCut();
  const perFrame = frames > 0 ? messages / frames : 0;
  const none = t('frame.figureNone');
  return (
    <section className={style['hood']} aria-labelledby="hood-title">
      <h2 id="hood-title" className={style['title']}>
        {t('frame.hood')}
      </h2>
      <dl className={style['rows']}>
        <Row name={t('frame.connection')}>
          <Badge tone={tones[state] ?? 'neutral'} hasDot>
            {t(`frame.states.${state}`)}
          </Badge>
        </Row>
        <Row name={t('frame.user')}>{shopper.user}</Row>
        <Row name={t('frame.device')}>
          <code>{shopper.device}</code>
        </Row>
        <Row name={t('frame.roomOnline')}>{formatNumber(view.online.devices)}</Row>
        <Row name={t('frame.frames')}>{formatNumber(frames, 1)}</Row>
        <Row name={t('frame.messages')}>{formatNumber(messages, 1)}</Row>
        <Row name={t('frame.perFrame')}>{perFrame > 0 ? formatNumber(perFrame, 1) : none}</Row>
        <Row name={t('frame.window')}>
          {perFrame >= leastMerged
            ? t('frame.windowText', { ms: formatMs(Math.round(100 / frames) * 10) })
            : t('frame.windowNone')}
        </Row>
        <Row name={t('frame.bytes')}>{formatBytes(bytes)}</Row>
        <Row name={t('frame.log')}>#{syncId}</Row>
        <Row name={t('frame.unreadRow')}>{formatNumber(unread)}</Row>
      </dl>
      <Button
        isWide
        onPress={pull}
        isDisabled={cut.state === 'cut' || cut.state === 'returning' || view.status !== 'inside'}
      >
        <Unplug aria-hidden="true" />
        {cut.state === 'cut'
          ? t('frame.cutNow', { seconds: cut.left })
          : t('frame.cut', { seconds: cutSeconds })}
      </Button>
      <p className={style['note']} role="status">
        <CutText cut={cut} syncId={syncId} />
      </p>
    </section>
  );
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className={style['row']}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function CutText({ cut, syncId }: { cut: Cut; syncId: number }) {
  const { t } = useTranslation();
  if (cut.state === 'none') return t('frame.cutText');
  if (cut.state !== 'done') return `${t('frame.cutBefore', { syncId })} ${t('frame.cutText')}`;
  const { tookMs, from, to, caughtUp, isWhole } = cut.result;
  const ms = formatMs(tookMs);
  if (!isWhole) return t('frame.cutGap', { ms });
  if (caughtUp === 0) return t('frame.cutAfterNone', { ms });
  return t('frame.cutAfter', { ms, from: from + 1, to, count: caughtUp });
}
