import type { ReactNode } from 'react';
import style from './in-table.module.css';

/** In the place of rows where their lack is nothing to explain at length. */
export function NoRows({ children }: { children: ReactNode }) {
  return <p className={style['none']}>{children}</p>;
}

/** A control in a row of text: it does not push the row's words up. */
export function InRow({ children }: { children: ReactNode }) {
  return <span className={style['control']}>{children}</span>;
}
