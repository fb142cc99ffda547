import type { DeviceRow } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatAgo, formatBytes, formatDateTime, formatNumber } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { useApi } from '../api/context.tsx';
import { Id, IdLink } from '../links/id-link.tsx';
import { userPath } from '../links/paths.ts';
import type { Column } from '../parts/table.tsx';
import { noValue } from '../units.ts';
import { DeviceRooms } from './device-rooms.tsx';
import { lagOf } from './lag.ts';

export function useDeviceColumns(): readonly Column<DeviceRow>[] {
  const { t } = useTranslation();
  const now = useApi().serverNow();
  return [
    {
      id: 'user',
      label: t('people.user'),
      cell: ({ app, user }) => <IdLink href={userPath(app, user)}>{user}</IdLink>,
      by: (row) => row.user,
    },
    { id: 'device', label: t('people.device'), cell: (row) => <Id>{row.device}</Id> },
    { id: 'app', label: t('view.app'), cell: (row) => row.app, by: (row) => row.app },
    { id: 'node', label: t('people.node'), cell: (row) => row.node, by: (row) => row.node },
    {
      id: 'waiting',
      label: t('people.waiting'),
      cell: ({ waitingBytes }) =>
        waitingBytes === 0 ? (
          formatBytes(0)
        ) : (
          <Badge tone="warn">{formatBytes(waitingBytes)}</Badge>
        ),
      by: (row) => row.waitingBytes,
      isFigure: true,
    },
    {
      id: 'behind',
      label: t('people.behind'),
      cell: (row) => formatNumber(lagOf(row)),
      by: lagOf,
      isFigure: true,
    },
    {
      id: 'since',
      label: t('people.since'),
      cell: ({ connectedAt }) => (
        <time dateTime={new Date(connectedAt).toISOString()} title={formatDateTime(connectedAt)}>
          {formatAgo(connectedAt, now)}
        </time>
      ),
      by: (row) => row.connectedAt,
    },
    { id: 'agent', label: t('people.agent'), cell: (row) => row.agent ?? noValue },
    { id: 'rooms', label: t('people.rooms'), cell: (row) => <DeviceRooms row={row} /> },
  ];
}
