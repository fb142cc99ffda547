import { CircleUserRound, LogOut, Menu, Pause, Play } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Button, IconButton } from '../../common/parts/button.tsx';
import { MenuButton } from '../../common/parts/menu.tsx';
import { LanguageMenu, ThemeMenu } from '../../common/parts/settings-menu.tsx';
import { showToast } from '../../common/parts/toast.tsx';
import { useConsole, useSession } from '../api/context.tsx';
import { TimeRange } from '../parts/time-range.tsx';
import { useView } from '../view/view.tsx';
import { AppChoice, NodeChoice } from './choices.tsx';
import style from './top-bar.module.css';

/** What is looked at, whether it moves, and who looks. */
export function TopBar({ onMenu }: { onMenu: () => void }) {
  const { t } = useTranslation();
  return (
    <header className={style['bar']}>
      <div className={style['menu']}>
        <IconButton label={t('frame.menu')} onPress={onMenu}>
          <Menu aria-hidden="true" />
        </IconButton>
      </div>
      <div className={style['choices']}>
        <AppChoice />
        <NodeChoice />
        <TimeRange />
      </div>
      <div className={style['end']}>
        <LiveSwitch />
        <LanguageMenu />
        <ThemeMenu />
        <Operator />
      </div>
    </header>
  );
}

function LiveSwitch() {
  const { t } = useTranslation();
  const { isLive, set } = useView();
  return (
    <Button
      size="s"
      variant={isLive ? 'quiet' : 'plain'}
      className={style[isLive ? 'live' : 'paused']}
      onPress={() => set({ isLive: !isLive })}
    >
      {isLive ? <Pause aria-hidden="true" /> : <Play aria-hidden="true" />}
      <span className={style['liveWord']}>{t(isLive ? 'view.pause' : 'view.resume')}</span>
    </Button>
  );
}

function Operator() {
  const { t } = useTranslation();
  const { session } = useConsole();
  const { name, node } = useSession();
  const logout = async () => {
    try {
      await session.logout();
    } catch {
      showToast({ text: t('frame.logoutFailed'), tone: 'bad' });
    }
  };
  return (
    <span className={style['operator']}>
      <MenuButton
        label={t('frame.operator', { name, node })}
        icon={<CircleUserRound aria-hidden="true" />}
        items={[{ id: 'logout', label: t('frame.logout'), icon: <LogOut aria-hidden="true" /> }]}
        onAction={() => void logout()}
      />
      <span className={style['name']}>{name}</span>
    </span>
  );
}
