import type { ReactNode } from 'react';
import { classes } from '../classes.ts';
import style from './badge.module.css';

export type Tone = 'neutral' | 'good' | 'warn' | 'bad' | 'info' | 'accent';

export interface BadgeProps {
  readonly tone?: Tone | undefined;
  readonly children: ReactNode;
  /** A dot in the tone's colour before the text. */
  readonly hasDot?: boolean | undefined;
  readonly className?: string | undefined;
}

/** A state in a word or two. The word says it; the colour only helps. */
export function Badge({ tone = 'neutral', children, hasDot = false, className }: BadgeProps) {
  return (
    <span className={classes(style['badge'], style[tone], className)}>
      {hasDot && <span className={style['dot']} />}
      {children}
    </span>
  );
}
