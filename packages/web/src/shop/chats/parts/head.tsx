import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { IconButton } from '../../../common/parts/button.tsx';
import { useChats } from '../context.ts';
import style from './head.module.css';
import { useWords } from './use-words.ts';

export interface HeadProps {
  readonly title: string;
  /** A small line below the title. */
  readonly note?: ReactNode;
  /** Before the title. */
  readonly picture?: ReactNode;
  /** Buttons at the end. */
  readonly children?: ReactNode;
  /** The title is a button with this purpose. */
  readonly onTitle?: { readonly label: string; readonly press: () => void } | undefined;
}

/** The upper edge of a screen over the list: the way back, and where one is. */
export function Head({ title, note, picture, children, onTitle }: HeadProps) {
  const { t } = useWords();
  const { go } = useChats();
  const middle = (
    <>
      {picture}
      <span className={style['texts']}>
        <span className={style['title']}>{title}</span>
        {note !== undefined && <span className={style['note']}>{note}</span>}
      </span>
    </>
  );
  return (
    <header className={style['head']}>
      <IconButton label={t('chats.back')} onPress={() => go({ type: 'back' })}>
        <ChevronLeft />
      </IconButton>
      <h2 className={style['heading']}>
        {onTitle ? (
          <button type="button" className={style['middle']} onClick={onTitle.press}>
            {middle}
            <span className="unseen">{onTitle.label}</span>
          </button>
        ) : (
          <span className={style['middle']}>{middle}</span>
        )}
      </h2>
      {children}
    </header>
  );
}
