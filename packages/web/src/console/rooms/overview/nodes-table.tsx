import { useTranslation } from 'react-i18next';
import { formatNumber } from '../../../common/format.ts';
import { type Column, Table } from '../../parts/table.tsx';
import type { NodeWork } from '../room-answers.ts';
import { dropRows } from './drop-rows.ts';

/** What each node did that has the room open. */
export function NodesTable({ nodes }: { nodes: readonly NodeWork[] }) {
  const { t } = useTranslation();
  const figure = (id: string, of: (row: NodeWork) => number): Column<NodeWork> => ({
    id,
    label: t(`room.nodes.${id}`),
    cell: (row) => formatNumber(of(row)),
    by: of,
    isFigure: true,
  });
  const columns: readonly Column<NodeWork>[] = [
    { id: 'node', label: t('room.nodes.node'), cell: (row) => row.node, by: (row) => row.node },
    figure('devices', (row) => row.devices),
    figure('offered', (row) => row.chat.offered),
    figure('delivered', (row) => row.chat.delivered),
    figure('frames', (row) => row.frames),
    figure('dropped', (row) =>
      dropRows(row.chat.dropped).reduce((sum, { total }) => sum + total, 0),
    ),
    figure('refused', (row) => row.chat.refused),
    figure('reliable', (row) => row.reliable.delivered),
    figure('pulled', (row) => row.reliable.pulled),
  ];
  return (
    <Table
      label={t('room.nodes.title')}
      columns={columns}
      rows={nodes}
      rowKey={({ node }) => node}
      empty={<span>{t('room.nodes.none')}</span>}
    />
  );
}
