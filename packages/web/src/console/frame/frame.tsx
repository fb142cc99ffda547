import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'wouter';
import { classes } from '../../common/classes.ts';
import { readSetting, writeSetting } from '../../common/settings.ts';
import { Drawer } from './drawer.tsx';
import style from './frame.module.css';
import { Navigation } from './navigation.tsx';
import { Routes } from './routes.tsx';
import { TopBar } from './top-bar.tsx';

const setting = 'console.navigation';

/** Navigation, head and the page. */
export function Frame() {
  const { t } = useTranslation();
  const [isNarrow, setNarrow] = useState(() => readSetting(setting) === 'narrow');
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const [location] = useLocation();
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);

  // A new page begins at its top, for eyes and for those who listen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the page is what changes
  useEffect(() => {
    setDrawerOpen(false);
    if (!first.current) main.current?.focus({ preventScroll: true });
    first.current = false;
    globalThis.scrollTo(0, 0);
  }, [location]);

  const toggle = () => {
    writeSetting(setting, isNarrow ? undefined : 'narrow');
    setNarrow(!isNarrow);
  };
  return (
    <div className={classes(style['frame'], isNarrow && style['narrow'])}>
      <a className={style['skip']} href="#page">
        {t('frame.skip')}
      </a>
      <div className={style['side']}>
        <Navigation isNarrow={isNarrow} onToggle={toggle} />
      </div>
      <Drawer isOpen={isDrawerOpen} onOpenChange={setDrawerOpen} />
      <div className={style['right']}>
        <TopBar onMenu={() => setDrawerOpen(true)} />
        <main id="page" ref={main} tabIndex={-1} className={style['page']}>
          <Routes />
        </main>
      </div>
    </div>
  );
}
