import type { QueueRow } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { IdLink } from '../links/id-link.tsx';
import { queuePath } from '../links/paths.ts';
import type { Column } from '../parts/table.tsx';
import { formatUnit } from '../units.ts';

export function useQueueColumns(): readonly Column<QueueRow>[] {
  const { t } = useTranslation();
  const figure = (id: 'head' | 'followers'): Column<QueueRow> => ({
    id,
    label: t(`queues.${id}`),
    cell: (row) => formatNumber(row[id]),
    by: (row) => row[id],
    isFigure: true,
  });
  return [
    {
      id: 'queue',
      label: t('queues.queue'),
      cell: ({ app, queue }) => <IdLink href={queuePath(app, queue)}>{queue}</IdLink>,
      by: (row) => row.queue,
    },
    { id: 'app', label: t('view.app'), cell: (row) => row.app, by: (row) => row.app },
    figure('head'),
    figure('followers'),
    {
      id: 'behind',
      label: t('queues.behind'),
      cell: ({ behind }) =>
        behind === 0 ? '0' : <Badge tone="warn">{formatNumber(behind)}</Badge>,
      by: (row) => row.behind,
      isFigure: true,
    },
    {
      id: 'lag',
      label: t('queues.lag'),
      cell: ({ lag }) => formatNumber(lag),
      by: (row) => row.lag,
      isFigure: true,
    },
    {
      id: 'rate',
      label: t('queues.rate'),
      cell: (row) => formatUnit('perSecond', row.perSecond),
      by: (row) => row.perSecond,
      isFigure: true,
    },
  ];
}
