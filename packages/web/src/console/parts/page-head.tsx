import { type ReactNode, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import style from './page-head.module.css';

/** The head of a page: its only `h1`, and what the browser's tab is called. */
export function PageHead({ title, text, actions }: PageHeadProps) {
  const { t } = useTranslation();
  const product = t('frame.product');
  useEffect(() => {
    document.title = `${title} · ${product}`;
  }, [title, product]);
  return (
    <header className={style['head']}>
      <div className={style['words']}>
        <h1 className={style['title']}>{title}</h1>
        {text === undefined ? null : <p className={style['text']}>{text}</p>}
      </div>
      {actions === undefined ? null : <div className={style['actions']}>{actions}</div>}
    </header>
  );
}

export interface PageHeadProps {
  readonly title: string;
  readonly text?: ReactNode;
  /** Buttons, filters. */
  readonly actions?: ReactNode;
}
