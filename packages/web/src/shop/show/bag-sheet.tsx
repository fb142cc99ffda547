import { useTranslation } from 'react-i18next';
import { useLanguage } from '../../common/i18n.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { Sheet } from '../app/sheet.tsx';
import { priceText, type ShownItem, shownOf } from '../items/item-card.ts';
import { ItemPicture } from '../items/item-picture.tsx';
import { items } from '../items/items.ts';
import style from './bag-sheet.module.css';

interface BagSheetProps {
  readonly isOpen: boolean;
  readonly pinnedId: string | undefined;
  /** Ids of items that had a card, newest first. */
  readonly shownIds: readonly string[];
  readonly onOpen: (shown: ShownItem) => void;
  readonly onClose: () => void;
}

/** All items of the show; what the host showed comes first. */
export function BagSheet({ isOpen, pinnedId, shownIds, onOpen, onClose }: BagSheetProps) {
  const { t } = useTranslation();
  const language = useLanguage();
  const place = (id: string) => {
    if (id === pinnedId) return -1;
    const index = shownIds.indexOf(id);
    return index < 0 ? shownIds.length : index;
  };
  const sorted = [...items].sort((one, other) => place(one.id) - place(other.id));
  return (
    <Sheet title={t('show.bagCount', { count: items.length })} isOpen={isOpen} onClose={onClose}>
      <ul className={style['list']}>
        {sorted.map((item) => {
          const shown = shownOf(item, language);
          return (
            <li key={item.id}>
              <button type="button" className={style['row']} onClick={() => onOpen(shown)}>
                <ItemPicture id={item.id} className={style['picture']} />
                <span className={style['text']}>
                  <span className={style['title']}>
                    {shown.title}
                    {item.id === pinnedId ? (
                      <Badge tone="accent">{t('show.pinned')}</Badge>
                    ) : (
                      shownIds.includes(item.id) && <Badge>{t('show.wasShown')}</Badge>
                    )}
                  </span>
                  <span className={style['note']}>{item.note[language]}</span>
                  <span className={style['price']}>
                    {priceText(item.price)} <s>{priceText(item.oldPrice)}</s>
                  </span>
                </span>
              </button>
            </li>
          );
        })}
      </ul>
    </Sheet>
  );
}
