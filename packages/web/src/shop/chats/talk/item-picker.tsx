import { Sheet } from '../../app/sheet.tsx';
import { priceText } from '../../items/item-card.ts';
import { ItemPicture } from '../../items/item-picture.tsx';
import { type Item, items } from '../../items/items.ts';
import { useWords } from '../parts/use-words.ts';
import style from './item-picker.module.css';

export interface ItemPickerProps {
  readonly isOpen: boolean;
  readonly onClose: () => void;
  readonly onPick: (item: Item) => void;
}

/** The shop's items: the one that is pressed is sent. */
export function ItemPicker({ isOpen, onClose, onPick }: ItemPickerProps) {
  const { t, language } = useWords();
  return (
    <Sheet title={t('chats.talk.shareItem')} isOpen={isOpen} onClose={onClose}>
      <ul className={style['items']}>
        {items.map((item) => (
          <li key={item.id}>
            <button
              type="button"
              className={style['item']}
              onClick={() => {
                onPick(item);
                onClose();
              }}
            >
              <span className={style['frame']}>
                <ItemPicture id={item.id} className={style['picture']} />
              </span>
              <span className={style['name']}>{item.name[language]}</span>
              <span className={style['price']}>{priceText(item.price)}</span>
            </button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}
