import { priceText, shownItem } from '../../items/item-card.ts';
import { ItemPicture } from '../../items/item-picture.tsx';
import { useWords } from '../parts/use-words.ts';
import { type Said, textOf, wordsOf } from '../parts/words.ts';
import style from './bubble.module.css';

export interface MessageBodyProps {
  readonly said: Said;
  readonly onOpenItem: ((id: string) => void) | undefined;
}

/** What a message says, by its kind; an unknown kind in words. */
export function MessageBody({ said, onOpenItem }: MessageBodyProps) {
  const { t, language } = useWords();
  const { kind, body } = said;
  if (kind === 'item') return <ItemCard {...{ body, onOpenItem }} />;
  if (kind === 'notice') {
    return (
      <span className={style['text']}>
        <strong>{textOf(body['title'])}</strong>
        {textOf(body['text']) !== '' && <br />}
        {textOf(body['text'])}
      </span>
    );
  }
  return <span className={style['text']}>{wordsOf(said, t, language)}</span>;
}

interface ItemCardProps {
  readonly body: Said['body'];
  readonly onOpenItem: ((id: string) => void) | undefined;
}

function ItemCard({ body, onOpenItem }: ItemCardProps) {
  const { t, language } = useWords();
  const shown = shownItem(body, language);
  if (shown === undefined) {
    return <span className={style['text']}>{t('chats.words.other', { kind: 'item' })}</span>;
  }
  const content = (
    <>
      <span className={style['frame']}>
        <ItemPicture id={shown.id} className={style['picture']} />
      </span>
      <span className={style['item']}>
        <span className={style['title']}>{shown.title}</span>
        {shown.item && <span className={style['note']}>{shown.item.note[language]}</span>}
        {shown.price !== undefined && (
          <span className={style['price']}>{priceText(shown.price)}</span>
        )}
      </span>
    </>
  );
  // An item of another shop has no page here.
  if (onOpenItem === undefined || shown.item === undefined) return content;
  return (
    <button type="button" className={style['press']} onClick={() => onOpenItem(shown.id)}>
      {content}
    </button>
  );
}
