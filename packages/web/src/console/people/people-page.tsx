import type { DevicesAnswer } from '@eagre/server/console';
import { Smartphone } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Empty } from '../../common/parts/empty.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { OpenById } from '../links/open-by-id.tsx';
import { userPath } from '../links/paths.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { AnswerView, MissingNodes } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useView } from '../view/view.tsx';
import { useDeviceColumns } from './device-columns.tsx';

const everyMs = 2_000;
/** Those with most waiting are the ones to look at. */
const mostRows = 50;

/** Who is connected, the slow ones first; and the way to a user by the id. */
export function PeoplePage() {
  const { t } = useTranslation();
  const { app, node } = useView();
  const [, go] = useLocation();
  const answer = useAnswer<DevicesAnswer>('devices', { query: { limit: mostRows, app }, everyMs });
  const columns = useDeviceColumns();
  return (
    <>
      <PageHead
        title={t('frame.places.people')}
        text={t('people.text')}
        actions={
          <OpenById
            label={t('people.open')}
            placeholder={t('people.openHint')}
            onOpen={(of, user) => go(userPath(of, user))}
          />
        }
      />
      <AnswerView answer={answer}>
        {({ devices, missing }) => (
          <>
            <MissingNodes nodes={missing} />
            <Panel
              flush
              title={t('people.devices')}
              text={t('people.devicesText', { count: mostRows })}
            >
              <Table
                label={t('people.devices')}
                columns={columns}
                rows={devices.filter((row) => node === undefined || row.node === node)}
                rowKey={(row) => `${row.app} ${row.user} ${row.device}`}
                empty={
                  <Empty
                    icon={<Smartphone aria-hidden="true" />}
                    title={t('people.empty')}
                    text={t('people.emptyText')}
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
