import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../common/i18n.ts';
import { useTitle } from '../../common/use-title.ts';
import { Crowd } from '../app/crowd.tsx';
import { Visit } from '../app/visit.tsx';
import { becomeHost } from '../connect/dev-api.ts';
import { shownItem } from '../items/item-card.ts';
import { CountdownChip, CountdownVeil } from '../show/countdown.tsx';
import { Danmaku } from '../show/danmaku.tsx';
import { FlashCard } from '../show/flash-card.tsx';
import { NoticeBanner } from '../show/notice-banner.tsx';
import { ShowProvider, useShow } from '../show/show-context.tsx';
import { Stage } from '../stage/stage.tsx';
import { Announce } from './announce.tsx';
import { ChatDesk } from './chat-desk.tsx';
import { CountdownDesk } from './countdown-desk.tsx';
import { HostHead } from './host-head.tsx';
import style from './host-page.module.css';
import { Members } from './members.tsx';
import { Order } from './order.tsx';
import { Panel } from './panel.tsx';
import { Shelf } from './shelf.tsx';

/** Where the host runs the show from; open it beside a shopper's page. */
export function HostPage() {
  return (
    <Visit who="host" prepare={becomeHost}>
      <ShowProvider>
        <Desk />
      </ShowProvider>
    </Visit>
  );
}

function Desk() {
  const { t } = useTranslation();
  useTitle(`${t('host.title')} · ${t('frame.title')}`);
  return (
    <div className={style['page']}>
      <HostHead />
      <main className={style['desk']}>
        <div className={style['column']}>
          <Preview />
          <Panel title={t('frame.crowd')}>
            <Crowd hasChoice />
          </Panel>
        </div>
        <div className={style['column']}>
          <Shelf />
          <div className={style['pair']}>
            <Panel title={t('host.tools')}>
              <Announce />
            </Panel>
            <Panel title={t('host.countdown')}>
              <CountdownDesk />
            </Panel>
          </div>
        </div>
        <div className={style['column']}>
          <Panel title={t('host.order')}>
            <Order />
          </Panel>
          <ChatDesk />
          <Members />
        </div>
      </main>
    </div>
  );
}

/** The stage as viewers have it, without what they do there. */
function Preview() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { view, board } = useShow();
  const pinned = shownItem(view.attributes['pinned']?.value, language);
  return (
    <Panel title={t('host.preview')}>
      <div className={style['preview']}>
        <Stage label={t('show.stage')} itemId={pinned?.item?.id} />
        <div className={style['over']}>
          <NoticeBanner notice={board.notice} />
          <CountdownChip next={view.coming[0]} />
          <Danmaku room={view.room} />
        </div>
        <CountdownVeil next={view.coming[0]} />
        <FlashCard activated={view.activated} onGrab={ignore} />
      </div>
    </Panel>
  );
}

/** The host does not grab his own items. */
function ignore(): void {}
