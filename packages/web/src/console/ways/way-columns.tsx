import type { WaySummary } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatDateTime, formatTime } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { IdLink } from '../links/id-link.tsx';
import { conversationPath, userPath, wayPath } from '../links/paths.ts';
import type { Column } from '../parts/table.tsx';
import { noValue } from '../units.ts';
import { formatFine } from './way-units.ts';
import style from './ways.module.css';

export function useWayColumns(): readonly Column<WaySummary>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'id',
      label: t('ways.id'),
      cell: (way) => <IdLink href={wayPath(way.id, way)}>{way.id}</IdLink>,
    },
    {
      id: 'at',
      label: t('ways.facts.at'),
      cell: ({ at }) => (
        <time dateTime={new Date(at).toISOString()} title={formatDateTime(at)}>
          {formatTime(at, { seconds: true })}
        </time>
      ),
      by: ({ at }) => at,
    },
    { id: 'app', label: t('view.app'), cell: ({ app }) => app, by: ({ app }) => app },
    {
      id: 'conversation',
      label: t('ways.facts.conversation'),
      cell: ({ app, conversation }) => (
        <IdLink href={conversationPath(app, conversation)}>{conversation}</IdLink>
      ),
      by: ({ conversation }) => conversation,
    },
    {
      id: 'from',
      label: t('ways.facts.from'),
      cell: ({ app, from }) =>
        from === undefined || from === '' || from === 'system' ? (
          t('messages.system')
        ) : (
          <IdLink href={userPath(app, from)}>{from}</IdLink>
        ),
      by: ({ from }) => from,
    },
    {
      id: 'kind',
      label: t('ways.facts.kind'),
      cell: ({ kind, personal }) => (
        <span className={style['outcome']}>
          <Badge>{kind}</Badge>
          {personal === true ? <Badge tone="accent">{t('ways.personal')}</Badge> : null}
        </span>
      ),
      by: ({ kind }) => kind,
    },
    {
      id: 'took',
      label: t('ways.facts.took'),
      cell: ({ tookMs }) => (tookMs === undefined ? noValue : formatFine(tookMs)),
      by: ({ tookMs }) => tookMs,
      isFigure: true,
    },
  ];
}
