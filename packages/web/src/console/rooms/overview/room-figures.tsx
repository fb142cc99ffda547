import { useTranslation } from 'react-i18next';
import { formatCount } from '../../../common/format.ts';
import { Badge } from '../../../common/parts/badge.tsx';
import { Figure, Figures } from '../../parts/figure.tsx';
import { formatUnit } from '../../units.ts';
import type { RoomStats } from '../room-answers.ts';

/** What one looks at first. */
export function RoomFigures({ stats }: { stats: RoomStats }) {
  const { t } = useTranslation();
  const { online, peak, visitors, tier, chat } = stats;
  const flush = tier.flushItems > 0 ? t('room.figures.flush', { count: tier.flushItems }) : '';
  const shown =
    tier.displayPerSecond > 0
      ? formatUnit('perSecond', tier.displayPerSecond)
      : t('room.figures.all');
  return (
    <Figures label={t('room.figures.label')}>
      <Figure label={t('rooms.devices')} value={formatCount(online.devices)} />
      <Figure label={t('rooms.users')} value={formatCount(online.users)} />
      <Figure label={t('room.figures.peak')} value={formatCount(peak)} />
      <Figure label={t('room.figures.visitors')} value={formatCount(visitors)} />
      <Figure
        label={t('rooms.window')}
        value={formatUnit('ms', tier.windowMs)}
        text={tier.overridden ? <Badge tone="info">{t('rooms.overridden')}</Badge> : flush}
      />
      <Figure
        label={t('room.figures.display')}
        value={shown}
        unit={tier.displayPerSecond > 0 ? t('units.perSecond') : undefined}
      />
      <Figure label={t('room.figures.offered')} value={formatCount(chat.offered)} />
      <Figure label={t('room.figures.delivered')} value={formatCount(chat.delivered)} />
    </Figures>
  );
}
