import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'wouter';
import { Badge } from '../../common/parts/badge.tsx';
import { Tab, TabList, TabPanel, Tabs } from '../../common/parts/tabs.tsx';
import { useAnswer } from '../api/use-answer.ts';
import { Id } from '../links/id-link.tsx';
import { decodedPart } from '../links/paths.ts';
import { About } from '../parts/about.tsx';
import { PageHead } from '../parts/page-head.tsx';
import { AnswerView } from '../parts/states.tsx';
import { AttributesTab } from './attributes/attributes-tab.tsx';
import { LiveTab } from './live/live-tab.tsx';
import { OrderTab } from './order/order-tab.tsx';
import { Overview } from './overview/overview.tsx';
import style from './room.module.css';
import type { RoomAnswer } from './room-answers.ts';
import { RoomContext } from './room-context.tsx';
import { SteerTab } from './steer/steer-tab.tsx';

const everyMs = 5_000;

const tabs = [
  ['overview', Overview],
  ['live', LiveTab],
  ['attributes', AttributesTab],
  ['order', OrderTab],
  ['steer', SteerTab],
] as const;

/** One live room: how it goes, what is said in it, and the means to steer it. */
export function RoomPage() {
  const params = useParams<{ app: string; room: string }>();
  const app = decodedPart(params.app);
  const room = decodedPart(params.room);
  return <RoomView key={`${app} ${room}`} app={app} room={room} />;
}

function RoomView({ app, room }: { app: string; room: string }) {
  const { t } = useTranslation();
  const path = `apps/${encodeURIComponent(app)}/v1/rooms/${encodeURIComponent(room)}`;
  const answer = useAnswer<RoomAnswer>(path, { everyMs });
  const [tab, setTab] = useState<string>('overview');
  const state = answer.data;
  return (
    <>
      <PageHead
        title={state?.name ?? room}
        text={
          <About>
            <Id>{room}</Id>
            <Badge>{app}</Badge>
            {state === undefined ? null : <States state={state} />}
          </About>
        }
      />
      <AnswerView answer={answer}>
        {(known) => (
          <RoomContext.Provider value={{ app, room, path, answer, state: known }}>
            <Tabs selectedKey={tab} onSelectionChange={(key) => setTab(String(key))}>
              <TabList aria-label={t('room.tabs.label')}>
                {tabs.map(([id]) => (
                  <Tab key={id} id={id}>
                    {t(`room.tabs.${id}`)}
                  </Tab>
                ))}
              </TabList>
              {tabs.map(([id, Content]) => (
                <TabPanel key={id} id={id} className={style['panel']}>
                  <Content />
                </TabPanel>
              ))}
            </Tabs>
          </RoomContext.Provider>
        )}
      </AnswerView>
    </>
  );
}

function States({ state }: { state: RoomAnswer }) {
  const { t } = useTranslation();
  if (state.closed) return <Badge tone="bad">{t('room.states.closed')}</Badge>;
  return (
    <>
      <Badge tone={state.open ? 'good' : 'neutral'} hasDot>
        {t(state.open ? 'room.states.open' : 'room.states.idle')}
      </Badge>
      {state.mutedAll ? <Badge tone="warn">{t('room.states.mutedAll')}</Badge> : null}
      {state.slowMs > 0 ? <Badge tone="warn">{t('room.states.slow')}</Badge> : null}
      {state.tier.overridden ? <Badge tone="info">{t('room.states.overridden')}</Badge> : null}
    </>
  );
}
