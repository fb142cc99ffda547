import { useConversations } from '@eagre/client/react';
import { MessageCircle, Radio, UserRound } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../common/i18n.ts';
import { readSetting, writeSetting } from '../../common/settings.ts';
import { useChatsAtWork } from '../chats/at-work.ts';
import { Chats } from '../chats/chats.tsx';
import { ShareSheet } from '../chats/share/share-sheet.tsx';
import { shownOf } from '../items/item-card.ts';
import { type Item, itemOf } from '../items/items.ts';
import { ItemSheet } from '../show/item-sheet.tsx';
import { Show } from '../show/show.tsx';
import { Me } from './me.tsx';
import style from './phone.module.css';
import { PhoneScreen } from './phone-screen.tsx';
import { useShop } from './shop-context.ts';
import { StatusBar } from './status-bar.tsx';

const danmakuSetting = 'danmaku';

type TabName = 'show' | 'chats' | 'me';

/** The shop's app: what is on the phone's screen. `menu`: a button beside the tabs. */
export function Phone({ menu }: { menu?: ReactNode }) {
  const { shopper } = useShop();
  useChatsAtWork(shopper.user);
  const [tab, setTab] = useState<TabName>('show');
  const [shared, setShared] = useState<Item>();
  const [hasDanmaku, setDanmaku] = useDanmaku();
  const looks = { hasDanmaku, onDanmaku: setDanmaku };
  return (
    <PhoneScreen>
      <StatusBar isOverShow={tab === 'show'} />
      <Tabs
        className={style['tabs'] ?? ''}
        selectedKey={tab}
        onSelectionChange={(key) => setTab(key as TabName)}
      >
        <div className={style['foot']}>
          <TabBar />
          {menu}
        </div>
        <TabPanel id="show" className={style['panel'] ?? ''}>
          <Show user={shopper.user} {...looks} onShare={setShared} />
        </TabPanel>
        <TabPanel id="chats" className={style['panel'] ?? ''}>
          <ChatsTab onShare={setShared} />
        </TabPanel>
        <TabPanel id="me" className={style['panel'] ?? ''}>
          <Me {...looks} />
        </TabPanel>
      </Tabs>
      {shared && <ShareSheet item={shared} onClose={() => setShared(undefined)} />}
    </PhoneScreen>
  );
}

function TabBar() {
  const { t } = useTranslation();
  const { unread } = useConversations();
  return (
    <TabList className={style['bar'] ?? ''} aria-label={t('frame.tabs')}>
      <Tab id="show" className={style['tab'] ?? ''}>
        <Radio aria-hidden="true" />
        {t('frame.tabShow')}
      </Tab>
      <Tab id="chats" className={style['tab'] ?? ''}>
        <MessageCircle aria-hidden="true" />
        {t('frame.tabChats')}
        {unread > 0 && (
          <span className={style['unread']}>
            <span aria-hidden="true">{unread > 99 ? '99+' : unread}</span>
            <span className="unseen">{t('frame.unread', { count: unread })}</span>
          </span>
        )}
      </Tab>
      <Tab id="me" className={style['tab'] ?? ''}>
        <UserRound aria-hidden="true" />
        {t('frame.tabMe')}
      </Tab>
    </TabList>
  );
}

function ChatsTab({ onShare }: { onShare: (item: Item) => void }) {
  const { shopper } = useShop();
  const language = useLanguage();
  const [opened, setOpened] = useState<Item>();
  return (
    <div className={style['chats']}>
      <Chats user={shopper.user} onOpenItem={(id) => setOpened(itemOf(id))} />
      {opened && (
        <ItemSheet
          shown={shownOf(opened, language)}
          onClose={() => setOpened(undefined)}
          onShare={(item) => {
            setOpened(undefined);
            onShare(item);
          }}
        />
      )}
    </div>
  );
}

/** Lines that fly are not for somebody who asked his device for stillness, unless he says so here. */
function useDanmaku() {
  const [isOn, setOn] = useState(() => {
    const chosen = readSetting(danmakuSetting);
    return chosen === undefined
      ? !matchMedia('(prefers-reduced-motion: reduce)').matches
      : chosen === 'on';
  });
  const set = (on: boolean) => {
    writeSetting(danmakuSetting, on ? 'on' : 'off');
    setOn(on);
  };
  return [isOn, set] as const;
}
