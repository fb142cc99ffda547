import { useConnection } from '@eagre/client/react';
import { useTranslation } from 'react-i18next';
import logo from '../../common/eagre.svg';
import { formatCount, formatNumber } from '../../common/format.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { LanguageMenu, ThemeMenu } from '../../common/parts/settings-menu.tsx';
import { useShow } from '../show/show-context.tsx';
import style from './host-head.module.css';

/** The show in figures. */
export function HostHead() {
  const { t } = useTranslation();
  const { state } = useConnection();
  const { view } = useShow();
  const figures = [
    ['host.devices', formatNumber(view.online.devices)],
    ['host.users', formatNumber(view.online.users)],
    ['host.peak', formatNumber(view.peak)],
    ['host.likes', formatCount(view.counters['like'] ?? 0)],
  ] as const;
  return (
    <header className={style['head']}>
      <div className={style['name']}>
        <img src={logo} alt="" width="32" height="32" />
        <h1>{t('host.title')}</h1>
        <Badge tone={state === 'online' ? 'good' : 'warn'} hasDot>
          {t(`frame.states.${state}`)}
        </Badge>
        {view.status === 'inside' && view.role !== 'host' && (
          <Badge tone="bad">{t('host.notHost')}</Badge>
        )}
      </div>
      <dl className={style['figures']}>
        {figures.map(([key, value]) => (
          <div key={key}>
            <dt>{t(key)}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <a href="/" target="_blank" rel="noopener" className={style['toShop']}>
        {t('host.toShop')}
      </a>
      <div className={style['menus']}>
        <LanguageMenu />
        <ThemeMenu />
      </div>
    </header>
  );
}
