import { PanelLeftClose, PanelLeftOpen } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { Link, useLocation } from 'wouter';
import { classes } from '../../common/classes.ts';
import logo from '../../common/eagre.svg';
import { useSession } from '../api/context.tsx';
import style from './navigation.module.css';
import { isAt, places } from './places.ts';

/** The places; narrow, their icons only (the names are still read out). */
export function Navigation({ isNarrow, onToggle }: NavigationProps) {
  const { t } = useTranslation();
  const [location] = useLocation();
  const { version } = useSession();
  const Toggle = isNarrow ? PanelLeftOpen : PanelLeftClose;
  return (
    <nav className={classes(style['nav'], isNarrow && style['narrow'])} aria-label={t('frame.nav')}>
      <div className={style['brand']}>
        <img src={logo} alt="" width={28} height={28} />
        <span className={style['product']}>Eagre</span>
      </div>
      {places.map((group) => (
        <ul key={group[0]?.id} className={style['group']}>
          {group.map((place) => (
            <li key={place.id}>
              <Link
                href={place.path}
                className={style['item']}
                title={t(`frame.places.${place.id}`)}
                {...(isAt(place, location) && { 'aria-current': 'page' as const })}
              >
                <place.icon size={18} aria-hidden="true" />
                <span className={style['name']}>{t(`frame.places.${place.id}`)}</span>
              </Link>
            </li>
          ))}
        </ul>
      ))}
      <div className={style['foot']}>
        <span className={style['version']}>{version}</span>
        {onToggle === undefined ? null : (
          <button
            type="button"
            className={style['toggle']}
            onClick={onToggle}
            aria-label={t(isNarrow ? 'frame.widen' : 'frame.narrow')}
            title={t(isNarrow ? 'frame.widen' : 'frame.narrow')}
          >
            <Toggle size={18} aria-hidden="true" />
          </button>
        )}
      </div>
    </nav>
  );
}

export interface NavigationProps {
  readonly isNarrow: boolean;
  /** Without, it cannot be made narrow (the drawer of a phone). */
  readonly onToggle?: () => void;
}
