import { useConversations } from '@eagre/client/react';
import { Menu } from 'lucide-react';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../common/parts/button.tsx';
import { Dialog } from '../../common/parts/dialog.tsx';
import { useTitle } from '../../common/use-title.ts';
import { ShowProvider } from '../show/show-context.tsx';
import { Intro } from './intro.tsx';
import { Phone } from './phone.tsx';
import style from './shop-page.module.css';
import { UnderHood } from './under-hood.tsx';
import { Visit } from './visit.tsx';

/** The shop for whoever opens it: on a wide screen with what is round it, on a phone as an app. */
export function ShopPage() {
  return (
    <Visit who="shopper">
      <ShowProvider>
        <Frame />
      </ShowProvider>
    </Visit>
  );
}

function Frame() {
  const { t } = useTranslation();
  const { unread } = useConversations();
  const title = t('frame.title');
  useTitle(unread > 0 ? t('frame.titleUnread', { count: unread, title }) : title);
  const isPhone = useSyncExternalStore(subscribe, () => phone.matches);
  return isPhone ? <AsApp /> : <AsPage />;
}

function AsPage() {
  const { t } = useTranslation();
  return (
    <div className={style['page']}>
      <aside className={style['aside']} aria-label={t('frame.menu')}>
        <Intro />
      </aside>
      <main className={style['device']}>
        <div className={style['glass']}>
          <Phone />
        </div>
      </main>
      <aside className={style['aside']} aria-label={t('frame.hood')}>
        <UnderHood />
      </aside>
    </div>
  );
}

function AsApp() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  return (
    <main className={style['app']}>
      <Phone
        menu={
          <IconButton label={t('frame.menu')} onPress={() => setOpen(true)}>
            <Menu />
          </IconButton>
        }
      />
      <Dialog title={t('frame.menu')} isOpen={isOpen} onOpenChange={setOpen}>
        <div className={style['sheet']}>
          <Intro />
          <UnderHood />
        </div>
      </Dialog>
    </main>
  );
}

/** No wider than this, or on a phone that lies, the shop fills the screen. */
const phone = matchMedia('(max-width: 640px), (max-height: 520px) and (max-width: 960px)');

function subscribe(changed: () => void): () => void {
  phone.addEventListener('change', changed);
  return () => phone.removeEventListener('change', changed);
}
