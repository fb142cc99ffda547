import type { DeviceRow } from '@eagre/server/console';
import { useTranslation } from 'react-i18next';
import { formatAgo, formatBytes, formatNumber } from '../../../common/format.ts';
import { Badge } from '../../../common/parts/badge.tsx';
import { useApi } from '../../api/context.tsx';
import { ChangeButton } from '../../changes/change-button.tsx';
import { Id, IdLink } from '../../links/id-link.tsx';
import { queuePath } from '../../links/paths.ts';
import { Pairs } from '../../parts/pairs.tsx';
import { Panel } from '../../parts/panel.tsx';
import { type Column, Table } from '../../parts/table.tsx';
import { noValue } from '../../units.ts';
import { DeviceRooms } from '../device-rooms.tsx';
import { behindOf } from '../lag.ts';
import style from '../people.module.css';

type Position = DeviceRow['positions'][number];

/** One connection: where it ends, what waits for it, and how far it was given each queue. */
export function DevicePanel({ device: row, path, onDone }: DevicePanelProps) {
  const { t } = useTranslation();
  const api = useApi();
  const { app, device, node, connectedAt, agent, waitingBytes, positions } = row;
  const facts = {
    node,
    since: formatAgo(connectedAt, api.serverNow()),
    agent: agent ?? noValue,
    waiting: formatBytes(waitingBytes),
    rooms: <DeviceRooms row={row} />,
  };
  return (
    <Panel
      flush
      title={device}
      actions={
        <ChangeButton
          size="s"
          label={t('person.kick')}
          question={{ title: t('person.kickTitle', { device }), text: t('person.kickText') }}
          work={() => api.send('DELETE', `${path}/devices/${encodeURIComponent(device)}`)}
          done={t('person.kicked', { device })}
          onDone={onDone}
        />
      }
    >
      <div className={style['facts']}>
        <Pairs
          items={Object.entries(facts).map(([id, value]) => ({
            id,
            label: t(`people.${id}`),
            value,
          }))}
        />
      </div>
      <Table
        label={t('person.positions', { device })}
        columns={usePositionColumns(app)}
        rows={positions}
        rowKey={({ queue }) => queue}
        empty={<p className={style['facts']}>{t('person.noPositions')}</p>}
      />
    </Panel>
  );
}

export interface DevicePanelProps {
  readonly device: DeviceRow;
  /** Below `/console/api/`: the user in the HTTP API. */
  readonly path: string;
  readonly onDone: () => void;
}

function usePositionColumns(app: string): readonly Column<Position>[] {
  const { t } = useTranslation();
  return [
    {
      id: 'queue',
      label: t('queues.queue'),
      cell: ({ queue }) => <IdLink href={queuePath(app, queue)}>{queue}</IdLink>,
      by: ({ queue }) => queue,
    },
    {
      id: 'position',
      label: t('person.position'),
      cell: ({ syncId }) => formatNumber(syncId),
      by: ({ syncId }) => syncId,
      isFigure: true,
    },
    {
      id: 'head',
      label: t('queues.head'),
      cell: ({ head }) => formatNumber(head),
      by: ({ head }) => head,
      isFigure: true,
    },
    {
      id: 'behind',
      label: t('people.behind'),
      cell: (position) => <Behind count={behindOf(position)} />,
      by: behindOf,
      isFigure: true,
    },
    {
      id: 'epoch',
      label: t('conversation.facts.epoch'),
      cell: ({ epoch }) => <Id>{String(epoch)}</Id>,
      isFigure: true,
    },
  ];
}

function Behind({ count }: { count: number }) {
  if (count === 0) return '0';
  return <Badge tone="warn">{formatNumber(count)}</Badge>;
}
