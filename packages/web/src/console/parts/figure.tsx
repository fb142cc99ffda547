import type { ReactNode } from 'react';
import { classes } from '../../common/classes.ts';
import style from './figure.module.css';
import { Sparkline } from './sparkline.tsx';

export type FigureTone = 'plain' | 'warn' | 'bad';

/** One figure of the moment, large, with its unit and its course. */
export function Figure({ label, value, unit, text, tone = 'plain', course }: FigureProps) {
  return (
    <div className={classes(style['figure'], style[tone])}>
      <dt className={style['label']}>{label}</dt>
      <dd className={style['value']}>
        <span className={style['number']}>{value}</span>
        {unit === undefined ? null : <span className={style['unit']}>{unit}</span>}
      </dd>
      {text === undefined ? null : <dd className={style['text']}>{text}</dd>}
      {course === undefined ? null : (
        <dd className={style['course']}>
          <Sparkline values={course} />
        </dd>
      )}
    </div>
  );
}

export interface FigureProps {
  readonly label: string;
  /** Formatted; or a badge. */
  readonly value: ReactNode;
  readonly unit?: string | undefined;
  /** A line of words below it. */
  readonly text?: ReactNode;
  readonly tone?: FigureTone;
  /** The last minutes, oldest first; null where nothing was measured. */
  readonly course?: readonly (number | null)[];
}

/** What holds figures: as many beside each other as there is room for. */
export function Figures({ label, children }: { label: string; children: ReactNode }) {
  return (
    <dl className={style['figures']} aria-label={label}>
      {children}
    </dl>
  );
}
