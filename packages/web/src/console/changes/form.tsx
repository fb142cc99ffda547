import type { ReactNode } from 'react';
import { classes } from '../../common/classes.ts';
import style from './form.module.css';

/** Fields beside each other as far as there is room, and the buttons after them. */
export function Form({ label, children, actions, isColumn = false }: FormProps) {
  return (
    <form
      aria-label={label}
      className={style['form']}
      // Its buttons do what is to be done; Enter in a lonely field would load the page anew.
      onSubmit={(event) => event.preventDefault()}
    >
      <div className={classes(style['fields'], isColumn && style['column'])}>{children}</div>
      {actions === undefined ? null : <div className={style['actions']}>{actions}</div>}
    </form>
  );
}

export interface FormProps {
  readonly label: string;
  readonly children: ReactNode;
  /** Fields one below the other, as wide as the form. */
  readonly isColumn?: boolean;
  readonly actions?: ReactNode;
}
