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
import { isGone, type ShownNode, stateOf } from './state-of.ts';

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
        {({ nodes, gone, missing }) => (
          <>
            <MissingNodes nodes={missing} />
            <Panel flush>
              <Table
                label={t('frame.places.nodes')}
                columns={columns}
                rows={[...nodes, ...gone].filter((row) => node === undefined || row.node === node)}
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

function useColumns(): readonly Column<ShownNode>[] {
  const { t } = useTranslation();
  const api = useApi();
  const runtimeText = (row: ShownNode) => {
    if (isGone(row) || row.runtime === undefined) return undefined;
    const { runtime, processId: id } = row;
    return id === undefined ? runtime : `${runtime} · ${t('nodes.process', { id })}`;
  };
  // What a node that is gone had is nowhere any more.
  const figure = (
    id: string,
    text: (value: number | undefined) => string,
    of: (row: NodeRow) => number | undefined,
  ): Column<ShownNode> => {
    const by = (row: ShownNode) => (isGone(row) ? undefined : of(row));
    return { id, label: t(`nodes.${id}`), cell: (row) => text(by(row)), by, isFigure: true };
  };
  return [
    { id: 'node', label: t('nodes.node'), cell: (row) => row.node, by: (row) => row.node },
    {
      id: 'state',
      label: t('nodes.state'),
      cell: (row) => <NodeState row={row} />,
      by: (row) => stateOf(row),
    },
    figure('connections', countText, (row) => row.connections),
    figure('rooms', countText, (row) => row.rooms),
    figure(
      'cpu',
      (value) => formatUnit('cores', value),
      (row) => row.cpu,
    ),
    figure(
      'memory',
      (value) => formatUnit('bytes', value),
      (row) => row.memoryBytes,
    ),
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
      cell: (row) => <span className={style['runtime']}>{runtimeText(row) ?? noValue}</span>,
    },
  ];
}

function countText(value: number | undefined): string {
  return value === undefined ? noValue : formatNumber(value);
}
