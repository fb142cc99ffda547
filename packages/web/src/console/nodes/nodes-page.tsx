import type { NodeRow, NodesAnswer } from '@eagre/server/console';
import { Server } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { formatAgo, formatDateTime, formatNumber } from '../../common/format.ts';
import { Empty } from '../../common/parts/empty.tsx';
import { useApi } from '../api/context.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { AnswerView, MissingNodes } from '../parts/states.tsx';
import { type Column, Table } from '../parts/table.tsx';
import { formatUnit, noValue } from '../units.ts';
import { useView } from '../view/view.tsx';
import { NodeState } from './node-state.tsx';
import style from './nodes.module.css';
import { stateOf } from './state-of.ts';

const everyMs = 2_000;

/** What runs, and how it is. */
export function NodesPage() {
  const { t } = useTranslation();
  const { node } = useView();
  const answer = useAnswer<NodesAnswer>('nodes', { everyMs });
  const columns = useColumns();
  return (
    <>
      <PageHead title={t('frame.places.nodes')} text={t('nodes.text')} />
      <AnswerView answer={answer}>
        {({ nodes, missing }) => (
          <>
            <MissingNodes nodes={missing} />
            <Panel flush>
              <Table
                label={t('frame.places.nodes')}
                columns={columns}
                rows={nodes.filter((row) => node === undefined || row.node === node)}
                rowKey={(row) => row.node}
                sort={{ column: 'node', descending: false }}
                empty={
                  <Empty
                    icon={<Server aria-hidden="true" />}
                    title={t('nodes.empty')}
                    text={node}
                  />
                }
              />
            </Panel>
          </>
        )}
      </AnswerView>
    </>
  );
}

function useColumns(): readonly Column<NodeRow>[] {
  const { t } = useTranslation();
  const api = useApi();
  return [
    { id: 'node', label: t('nodes.node'), cell: (row) => row.node, by: (row) => row.node },
    {
      id: 'state',
      label: t('nodes.state'),
      cell: (row) => <NodeState row={row} />,
      by: (row) => stateOf(row),
    },
    {
      id: 'connections',
      label: t('nodes.connections'),
      cell: (row) => formatNumber(row.connections),
      by: (row) => row.connections,
      isFigure: true,
    },
    {
      id: 'rooms',
      label: t('nodes.rooms'),
      cell: (row) => formatNumber(row.rooms),
      by: (row) => row.rooms,
      isFigure: true,
    },
    {
      id: 'cpu',
      label: t('nodes.cpu'),
      cell: (row) => formatUnit('cores', row.cpu),
      by: (row) => row.cpu,
      isFigure: true,
    },
    {
      id: 'memory',
      label: t('nodes.memory'),
      cell: (row) => formatUnit('bytes', row.memoryBytes),
      by: (row) => row.memoryBytes,
      isFigure: true,
    },
    {
      id: 'since',
      label: t('nodes.since'),
      cell: (row) => (
        <time
          dateTime={new Date(row.startedAt).toISOString()}
          title={formatDateTime(row.startedAt)}
        >
          {formatAgo(row.startedAt, api.serverNow())}
        </time>
      ),
      by: (row) => row.startedAt,
    },
    {
      id: 'version',
      label: t('nodes.version'),
      cell: (row) => row.version,
      by: (row) => row.version,
    },
    {
      id: 'runtime',
      label: t('nodes.runtime'),
      cell: (row) => (
        <span className={style['runtime']}>
          {row.runtime ?? noValue}
          {row.processId === undefined ? '' : ` · ${t('nodes.process', { id: row.processId })}`}
        </span>
      ),
    },
  ];
}
