import { ExternalLink, MonitorSmartphone, Radio, Unplug, Users } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import logo from '../../common/eagre.svg';
import { LanguageMenu, ThemeMenu } from '../../common/parts/settings-menu.tsx';
import { Crowd } from './crowd.tsx';
import style from './intro.module.css';
import { cutSeconds } from './use-cut.ts';

const links = [
  ['/console', 'frame.linkConsole'],
  ['/examples/plain', 'frame.linkPlain'],
  ['/v1/docs', 'frame.linkDocs'],
] as const;

/** What one sees here, and what to try. */
export function Intro() {
  const { t } = useTranslation();
  return (
    <section className={style['intro']}>
      <header className={style['head']}>
        <img src={logo} alt="" width="32" height="32" />
        <h1 className={style['title']}>{t('frame.title')}</h1>
        <span className={style['menus']}>
          <LanguageMenu />
          <ThemeMenu />
        </span>
      </header>
      <p className={style['lead']}>{t('frame.lead')}</p>
      <p className={style['about']}>{t('frame.about')}</p>
      <h2 className={style['sub']}>{t('frame.tryTitle')}</h2>
      <ul className={style['tries']}>
        <Try icon={<Users />} title={t('frame.tryCrowd')} text={t('frame.tryCrowdText')}>
          <Crowd hasChoice={false} />
        </Try>
        <Try icon={<Radio />} title={t('frame.tryHost')} text={t('frame.tryHostText')} to="/host" />
        <Try
          icon={<MonitorSmartphone />}
          title={t('frame.trySecond')}
          text={t('frame.trySecondText')}
          to="/"
        />
        <Try
          icon={<Unplug />}
          title={t('frame.tryOffline')}
          text={t('frame.tryOfflineText', { seconds: cutSeconds })}
        />
      </ul>
      <nav className={style['links']} aria-label={t('frame.links')}>
        {links.map(([to, key]) => (
          <a key={to} href={to}>
            {t(key)}
          </a>
        ))}
      </nav>
    </section>
  );
}

interface TryProps {
  readonly icon: ReactNode;
  readonly title: string;
  readonly text: string;
  /** Opens in another tab. */
  readonly to?: string;
  readonly children?: ReactNode;
}

function Try({ icon, title, text, to, children }: TryProps) {
  const { t } = useTranslation();
  return (
    <li className={style['try']}>
      <span className={style['icon']} aria-hidden="true">
        {icon}
      </span>
      <div className={style['what']}>
        {to === undefined ? (
          <strong>{title}</strong>
        ) : (
          <a href={to} target="_blank" rel="noopener">
            {title}
            <ExternalLink aria-hidden="true" />
            <span className="unseen">{t('frame.newTab')}</span>
          </a>
        )}
        <p>{text}</p>
        {children}
      </div>
    </li>
  );
}
