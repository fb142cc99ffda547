import type { QueuesAnswer } from '@eagre/server/console';
import { ListOrdered } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Empty } from '../../common/parts/empty.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { OpenById } from '../links/open-by-id.tsx';
import { queuePath } from '../links/paths.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Segments } from '../parts/segments.tsx';
import { AnswerView, MissingNodes } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useView } from '../view/view.tsx';
import { useQueueColumns } from './queue-columns.tsx';
import { isOfKind, type QueueKind, queueKinds } from './queue-kinds.ts';

const everyMs = 2_000;
/** The busiest; the server gives no more at once. */
const mostRows = 200;

/** The logs that devices follow now: how far they reach, and who is behind. */
export function QueuesPage() {
  const { t } = useTranslation();
  const { app } = useView();
  const [, go] = useLocation();
  const [kind, setKind] = useState<QueueKind>('conversations');
  const answer = useAnswer<QueuesAnswer>('queues', { query: { limit: mostRows, app }, everyMs });
  const columns = useQueueColumns();
  return (
    <>
      <PageHead
        title={t('frame.places.queues')}
        text={t('queues.text')}
        actions={
          <OpenById
            label={t('queues.open')}
            placeholder={t('queues.openHint')}
            onOpen={(of, id) => go(queuePath(of, id))}
          />
        }
      />
      <AnswerView answer={answer}>
        {({ queues, missing }) => {
          const shown = queues.filter(({ queue }) => isOfKind(queue, kind));
          return (
            <>
              <MissingNodes nodes={missing} />
              <Panel
                flush
                title={t('queues.count', { count: shown.length })}
                text={
                  queues.length >= mostRows ? t('queues.busiest', { count: mostRows }) : undefined
                }
                actions={
                  <Segments<QueueKind>
                    label={t('queues.kind')}
                    items={queueKinds.map((id) => ({ id, label: t(`queues.kinds.${id}`) }))}
                    value={kind}
                    onChange={setKind}
                  />
                }
              >
                <Table
                  label={t('frame.places.queues')}
                  columns={columns}
                  rows={shown}
                  rowKey={(row) => `${row.app} ${row.queue}`}
                  empty={
                    <Empty
                      icon={<ListOrdered aria-hidden="true" />}
                      title={t('queues.empty')}
                      text={t('queues.emptyText')}
                    />
                  }
                />
              </Panel>
            </>
          );
        }}
      </AnswerView>
    </>
  );
}
