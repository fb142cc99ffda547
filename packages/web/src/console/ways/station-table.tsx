import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../common/format.ts';
import { type Column, Table } from '../parts/table.tsx';
import { noValue } from '../units.ts';
import { useReason } from './reason.ts';
import { useStationName } from './way-drawing.tsx';
import type { WayDot } from './way-layout.ts';
import { formatFine } from './way-units.ts';

/** What the drawing shows, in figures. */
export function StationTable({ dots }: { dots: readonly WayDot[] }) {
  const { t } = useTranslation();
  const name = useStationName();
  const reason = useReason();
  const columns: readonly Column<WayDot>[] = [
    {
      id: 'station',
      label: t('ways.station'),
      cell: ({ number, station }) => `${number}. ${name(station)}`,
    },
    { id: 'node', label: t('people.node'), cell: ({ node }) => node },
    {
      id: 'after',
      label: t('ways.after'),
      cell: ({ afterMs }) => formatFine(afterMs),
      isFigure: true,
    },
    {
      id: 'since',
      label: t('ways.since'),
      cell: ({ number, sinceMs }) => (number === 1 ? noValue : formatFine(sinceMs)),
      isFigure: true,
    },
    {
      id: 'devices',
      label: t('ways.devices'),
      cell: ({ devices, behind = 0 }) =>
        devices === undefined
          ? noValue
          : behind === 0
            ? formatNumber(devices)
            : t('ways.devicesOf', {
                devices: formatNumber(devices),
                all: formatNumber(devices + behind),
              }),
      isFigure: true,
    },
    {
      id: 'what',
      label: t('ways.what'),
      cell: ({ station, why }) =>
        why === undefined ? t(`ways.texts.${station}`, { defaultValue: noValue }) : reason(why),
      isWide: true,
    },
  ];
  return (
    <Table
      label={t('ways.stationsTitle')}
      columns={columns}
      rows={dots}
      rowKey={({ number }) => String(number)}
      empty={null}
    />
  );
}
