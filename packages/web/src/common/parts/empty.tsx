import type { ReactNode } from 'react';
import style from './empty.module.css';

export interface EmptyProps {
  readonly icon?: ReactNode;
  readonly title: string;
  /** What to do about it, or when it will be different. */
  readonly text?: ReactNode;
  /** A button. */
  readonly action?: ReactNode;
}

/** What stands where a list, a page or a result will be. */
export function Empty({ icon, title, text, action }: EmptyProps) {
  return (
    <div className={style['empty']}>
      {icon && <span className={style['icon']}>{icon}</span>}
      <p className={style['title']}>{title}</p>
      {text && <p className={style['text']}>{text}</p>}
      {action && <div className={style['action']}>{action}</div>}
    </div>
  );
}
