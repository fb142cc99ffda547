import { type ReactNode, useId } from 'react';
import style from './panel.module.css';

interface PanelProps {
  readonly title: string;
  /** At the right of the title. */
  readonly aside?: ReactNode;
  readonly children: ReactNode;
}

/** One part of the host's desk. */
export function Panel({ title, aside, children }: PanelProps) {
  const id = useId();
  return (
    <section className={style['panel']} aria-labelledby={id}>
      <header className={style['head']}>
        <h2 id={id} className={style['title']}>
          {title}
        </h2>
        {aside}
      </header>
      {children}
    </section>
  );
}
