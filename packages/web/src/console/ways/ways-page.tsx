import type { WaysAnswer } from '@eagre/server/console';
import { Route } from 'lucide-react';
import { useDeferredValue, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Empty } from '../../common/parts/empty.tsx';
import { SearchField } from '../../common/parts/fields.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { OpenById } from '../links/open-by-id.tsx';
import { wayPath } from '../links/paths.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { Stack } from '../parts/stack.tsx';
import { AnswerView, MissingNodes } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useView } from '../view/view.tsx';
import { FollowPanel } from './follow-panel.tsx';
import { useWayColumns } from './way-columns.tsx';
import style from './ways.module.css';

const everyMs = 2_000;
const mostRows = 50;

/** As ids of conversations are written; what is typed half is asked for when it is whole. */
const conversationId = /^[a-z]+:[A-Za-z0-9_.@-]{1,64}(:[A-Za-z0-9_.@-]{1,64})?$/;

/** Messages whose way was noted down, newest first; and the way to one by its id. */
export function WaysPage() {
  const { t } = useTranslation();
  const { app } = useView();
  const [, go] = useLocation();
  const [typed, setTyped] = useState('');
  const conversation = useDeferredValue(typed.trim());
  const isWhole = conversation === '' || conversationId.test(conversation);
  const answer = useAnswer<WaysAnswer>('ways', {
    query: { limit: mostRows, app, conversation: isWhole ? conversation : undefined },
    everyMs,
  });
  const columns = useWayColumns();
  return (
    <>
      <PageHead
        title={t('frame.places.ways')}
        text={t('ways.text')}
        actions={
          <OpenById
            label={t('ways.open')}
            placeholder={t('ways.openHint')}
            onOpen={(of, id) => go(wayPath(id, { app: of, conversation }))}
          />
        }
      />
      <AnswerView answer={answer}>
        {({ ways, oneOf, following, missing }) => (
          <Stack>
            <MissingNodes nodes={missing} />
            <FollowPanel following={following} onDone={answer.refresh} />
            <Panel
              flush
              title={t('ways.newest')}
              text={t(oneOf <= 1 ? 'ways.all' : 'ways.oneOf', { count: oneOf })}
              actions={
                <SearchField
                  label={t('ways.conversation')}
                  placeholder="group:lobby"
                  error={isWhole ? undefined : t('ways.conversationHint')}
                  value={typed}
                  onChange={setTyped}
                  className={style['filter']}
                />
              }
            >
              <Table
                label={t('ways.newest')}
                columns={columns}
                rows={ways}
                rowKey={(row) => `${row.app} ${row.conversation} ${row.from} ${row.id} ${row.at}`}
                empty={
                  <Empty
                    icon={<Route aria-hidden="true" />}
                    title={t('ways.empty')}
                    text={t('ways.emptyText')}
                  />
                }
              />
            </Panel>
          </Stack>
        )}
      </AnswerView>
    </>
  );
}
