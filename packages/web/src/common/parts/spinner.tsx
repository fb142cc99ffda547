import { ProgressBar } from 'react-aria-components';
import { useTranslation } from 'react-i18next';
import { classes } from '../classes.ts';
import style from './spinner.module.css';

export interface SpinnerProps {
  /** `s` is as tall as the text round it. */
  readonly size?: 's' | 'm' | undefined;
  /** What is awaited; "Loading" unless told. */
  readonly label?: string | undefined;
  readonly className?: string | undefined;
}

export function Spinner({ size = 's', label, className }: SpinnerProps) {
  const { t } = useTranslation();
  return (
    <ProgressBar
      isIndeterminate
      aria-label={label ?? t('common.loading')}
      className={classes(style['spinner'], style[size], className)}
    >
      <svg viewBox="0 0 24 24" aria-hidden="true">
        <circle className={style['track']} cx="12" cy="12" r="9.5" />
        <circle className={style['arc']} cx="12" cy="12" r="9.5" pathLength="100" />
      </svg>
    </ProgressBar>
  );
}
