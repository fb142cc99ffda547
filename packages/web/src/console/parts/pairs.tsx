import type { ReactNode } from 'react';
import style from './pairs.module.css';

/** Names with their values, in columns as many as there is room for. */
export function Pairs({ items }: { items: readonly Pair[] }) {
  return (
    <dl className={style['pairs']}>
      {items.map(({ id, label, value }) => (
        <div key={id} className={style['pair']}>
          <dt className={style['label']}>{label}</dt>
          <dd className={style['value']}>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export interface Pair {
  readonly id: string;
  readonly label: string;
  readonly value: ReactNode;
}
