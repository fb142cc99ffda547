import type { ReactNode } from 'react';
import { classes } from '../../common/classes.ts';
import style from './stack.module.css';

/** Panels of a page one below the other; `columns`: beside each other where there is room for two. */
export function Stack({ children, columns = false }: { children: ReactNode; columns?: boolean }) {
  return <div className={classes(style['stack'], columns && style['columns'])}>{children}</div>;
}
