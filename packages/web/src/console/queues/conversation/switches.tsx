import type { ConversationPage } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatDateTime } from '../../../common/format.ts';
import { Badge } from '../../../common/parts/badge.tsx';
import { NoRows } from '../../parts/in-table.tsx';
import { Panel } from '../../parts/panel.tsx';
import { type Column, Table } from '../../parts/table.tsx';

type Switch = ConversationPage['switches'][number];

/** When the fan-out mode was changed, and from which entry on; the newest first. */
export function Switches({ switches }: { switches: readonly Switch[] }) {
  const { t } = useTranslation();
  const columns: readonly Column<Switch>[] = [
    { id: 'at', label: t('conversation.switches.at'), cell: ({ at }) => formatDateTime(at) },
    {
      id: 'mode',
      label: t('conversation.switches.mode'),
      cell: ({ mode }) => <Badge tone="info">{t(`conversation.modes.${mode}`)}</Badge>,
    },
    {
      id: 'from',
      label: t('conversation.switches.from'),
      cell: ({ syncId }) => `#${syncId}`,
      isFigure: true,
    },
  ];
  return (
    <Panel title={t('conversation.switches.title')} text={t('conversation.switches.text')} flush>
      <Table
        label={t('conversation.switches.title')}
        columns={columns}
        rows={switches.toReversed()}
        rowKey={({ syncId, at }) => `${syncId} ${at}`}
        empty={<NoRows>{t('conversation.switches.none')}</NoRows>}
      />
    </Panel>
  );
}
