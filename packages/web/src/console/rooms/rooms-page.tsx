import type { RoomRow, RoomsAnswer } from '@eagre/server/console';
import { Radio } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { Empty } from '../../common/parts/empty.tsx';
import { SearchField } from '../../common/parts/fields.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { OpenById } from '../links/open-by-id.tsx';
import { roomPath } from '../links/paths.ts';
import { PageHead } from '../parts/page-head.tsx';
import { Panel } from '../parts/panel.tsx';
import { AnswerView, MissingNodes } from '../parts/states.tsx';
import { Table } from '../parts/table.tsx';
import { useView } from '../view/view.tsx';
import { useRoomColumns } from './room-columns.tsx';
import { roomIdOf, roomMatches } from './room-match.ts';
import style from './rooms.module.css';

const everyMs = 2_000;
/** The fullest; the server gives no more at once. A small room is opened by its name. */
const mostRows = 200;

/** What is on now: the live rooms of all nodes. */
export function RoomsPage() {
  const { t } = useTranslation();
  const { app } = useView();
  const [, go] = useLocation();
  const [search, setSearch] = useState('');
  const answer = useAnswer<RoomsAnswer>('rooms', { query: { limit: mostRows, app }, everyMs });
  const columns = useRoomColumns();
  const rowsOf = (rooms: readonly RoomRow[]) => rooms.filter((room) => roomMatches(room, search));
  return (
    <>
      <PageHead
        title={t('frame.places.rooms')}
        text={t('rooms.text')}
        actions={
          <OpenById
            label={t('rooms.open')}
            placeholder={t('rooms.openHint')}
            onOpen={(of, name) => go(roomPath(of, roomIdOf(name)))}
          />
        }
      />
      <AnswerView answer={answer}>
        {({ rooms, missing }) => (
          <>
            <MissingNodes nodes={missing} />
            <Panel
              flush
              title={t('rooms.count', { count: rooms.length })}
              text={rooms.length >= mostRows ? t('rooms.fullest', { count: mostRows }) : undefined}
              actions={
                <SearchField
                  label={t('rooms.search')}
                  value={search}
                  onChange={setSearch}
                  className={style['search']}
                />
              }
            >
              <Table
                label={t('frame.places.rooms')}
                columns={columns}
                rows={rowsOf(rooms)}
                rowKey={(row) => `${row.app} ${row.room}`}
                sort={{ column: 'devices', descending: true }}
                empty={
                  <Empty
                    icon={<Radio aria-hidden="true" />}
                    title={t(rooms.length === 0 ? 'rooms.empty' : 'rooms.noMatch')}
                    text={rooms.length === 0 ? t('rooms.emptyText') : search}
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
