import { type ReactNode, useId } from 'react';
import { classes } from '../../common/classes.ts';
import style from './panel.module.css';

/** A framed part of a page under an `h2`. `flush`: what is inside reaches the frame (a table). */
export function Panel({ title, text, actions, flush = false, children }: PanelProps) {
  const id = useId();
  return (
    <section className={style['panel']} {...(title === undefined ? {} : { 'aria-labelledby': id })}>
      {title === undefined ? null : (
        <header className={style['head']}>
          <div className={style['words']}>
            <h2 id={id} className={style['title']}>
              {title}
            </h2>
            {text === undefined ? null : <p className={style['text']}>{text}</p>}
          </div>
          {actions === undefined ? null : <div className={style['actions']}>{actions}</div>}
        </header>
      )}
      <div className={classes(style['body'], flush && style['flush'])}>{children}</div>
    </section>
  );
}

export interface PanelProps {
  readonly title?: string | undefined;
  readonly text?: ReactNode;
  readonly actions?: ReactNode;
  readonly flush?: boolean;
  readonly children: ReactNode;
}
