import type { RoomRow } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatCount, formatNumber } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { IdLink } from '../links/id-link.tsx';
import { roomPath } from '../links/paths.ts';
import type { Column } from '../parts/table.tsx';
import { formatUnit } from '../units.ts';
import { useDropWords } from './drop-words.ts';
import style from './rooms.module.css';

export function useRoomColumns(): readonly Column<RoomRow>[] {
  const { t } = useTranslation();
  const rate = (id: keyof RoomRow['perSecond']): Column<RoomRow> => ({
    id,
    label: t(`rooms.${id}`),
    cell: (row) => formatUnit('perSecond', row.perSecond[id]),
    by: (row) => row.perSecond[id],
    isFigure: true,
  });
  return [
    {
      id: 'room',
      label: t('rooms.room'),
      cell: (row) => <Name row={row} />,
      by: (row) => row.name ?? row.room,
    },
    { id: 'app', label: t('view.app'), cell: (row) => row.app, by: (row) => row.app },
    {
      id: 'devices',
      label: t('rooms.devices'),
      cell: (row) => formatNumber(row.online.devices),
      by: (row) => row.online.devices,
      isFigure: true,
    },
    {
      id: 'users',
      label: t('rooms.users'),
      cell: (row) => formatNumber(row.online.users),
      by: (row) => row.online.users,
      isFigure: true,
    },
    {
      id: 'window',
      label: t('rooms.window'),
      cell: (row) => <Window row={row} />,
      by: (row) => row.tier.windowMs,
      isFigure: true,
    },
    {
      id: 'flush',
      label: t('rooms.flush'),
      cell: ({ flush }) => `${formatCount(flush.p50)} / ${formatCount(flush.max)}`,
      by: (row) => row.flush.p50,
      isFigure: true,
    },
    rate('offered'),
    rate('frames'),
    rate('delivered'),
    { ...rate('dropped'), cell: (row) => <Dropped row={row} /> },
  ];
}

function Name({ row: { app, room, name } }: { row: RoomRow }) {
  return (
    <span className={style['name']}>
      <IdLink href={roomPath(app, room)}>{name ?? room}</IdLink>
      {name === undefined ? null : <span className={style['id']}>{room}</span>}
    </span>
  );
}

function Window({ row: { tier } }: { row: RoomRow }) {
  const { t } = useTranslation();
  return (
    <span className={style['pair']}>
      {tier.overridden ? <Badge tone="info">{t('rooms.overridden')}</Badge> : null}
      <span title={t('rooms.fromDevices', { count: tier.fromDevices })}>
        {formatUnit('ms', tier.windowMs)}
      </span>
    </span>
  );
}

/** The rate, and beneath it why since the room was opened. */
function Dropped({ row: { perSecond, drops } }: { row: RoomRow }) {
  const words = useDropWords();
  const reasons = Object.entries(drops).filter(([, count]) => count > 0);
  return (
    <span>
      <span className={perSecond.dropped > 0 ? style['dropped'] : undefined}>
        {formatUnit('perSecond', perSecond.dropped)}
      </span>
      {reasons.map(([reason, count]) => (
        <span key={reason} className={style['reasons']}>
          {words(reason)} {formatCount(count)}
        </span>
      ))}
    </span>
  );
}
