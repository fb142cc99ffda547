import type { AuditEntry } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../common/format.ts';
import { Badge, type Tone } from '../../common/parts/badge.tsx';
import type { Column } from '../parts/table.tsx';
import { noValue } from '../units.ts';
import style from './audit.module.css';
import { isChange } from './audit-filter.ts';

export function useAuditColumns(): readonly Column<AuditEntry>[] {
  const { t, i18n } = useTranslation();
  return [
    {
      id: 'at',
      label: t('audit.at'),
      cell: ({ at }) => (
        <time className={style['time']} dateTime={new Date(at).toISOString()}>
          {formatDateTime(at)}
        </time>
      ),
    },
    { id: 'name', label: t('audit.name'), cell: ({ name }) => name },
    {
      id: 'action',
      label: t('audit.action'),
      cell: (entry) => {
        if (isChange(entry)) return <code className={style['action']}>{entry.action}</code>;
        const key = `audit.actions.${entry.action}`;
        return i18n.exists(key) ? t(key) : entry.action;
      },
    },
    {
      id: 'status',
      label: t('audit.status'),
      cell: ({ status }) => <Badge tone={toneOf(status)}>{status}</Badge>,
    },
    { id: 'app', label: t('view.app'), cell: ({ app }) => app ?? noValue },
    {
      id: 'detail',
      label: t('audit.detail'),
      cell: ({ detail }) => <code className={style['code']}>{detail ?? noValue}</code>,
      isWide: true,
    },
    { id: 'remote', label: t('audit.remote'), cell: ({ remote }) => remote },
    { id: 'node', label: t('view.node'), cell: ({ node }) => node },
  ];
}

function toneOf(status: number): Tone {
  if (status >= 500) return 'bad';
  return status >= 400 ? 'warn' : 'good';
}
