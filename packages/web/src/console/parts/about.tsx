import type { ReactNode } from 'react';
import style from './about.module.css';

/** What one has to know of the thing whose page it is, in the line beneath its title. */
export function About({ children }: { children: ReactNode }) {
  return <span className={style['about']}>{children}</span>;
}
