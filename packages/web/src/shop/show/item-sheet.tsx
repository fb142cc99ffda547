import { CircleCheck, Share2, ShoppingBag } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { formatShare } from '../../common/format.ts';
import { useLanguage } from '../../common/i18n.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { Button } from '../../common/parts/button.tsx';
import { Sheet } from '../app/sheet.tsx';
import { priceText, type ShownItem } from '../items/item-card.ts';
import { ItemPicture } from '../items/item-picture.tsx';
import type { Item } from '../items/items.ts';
import style from './item-sheet.module.css';

interface ItemSheetProps {
  readonly shown: ShownItem;
  readonly onClose: () => void;
  readonly onShare: (item: Item) => void;
}

/** The page of an item, with an order that only pretends. */
export function ItemSheet({ shown, onClose, onShare }: ItemSheetProps) {
  const { t } = useTranslation();
  const [isOrdered, setOrdered] = useState(false);
  const { id, title, item } = shown;
  if (isOrdered) {
    return (
      <Sheet
        title={t('show.ordered')}
        isOpen
        onClose={onClose}
        foot={
          <Button variant="primary" onPress={onClose} isWide autoFocus>
            {t('show.back')}
          </Button>
        }
      >
        <div className={style['ordered']}>
          <CircleCheck aria-hidden="true" />
          <p>{t('show.orderedText', { title })}</p>
          <p className={style['demo']}>{t('show.demoOrder')}</p>
        </div>
      </Sheet>
    );
  }
  const foot = (
    <>
      {item && (
        <Button onPress={() => onShare(item)}>
          <Share2 aria-hidden="true" />
          {t('show.share')}
        </Button>
      )}
      <Button variant="primary" onPress={() => setOrdered(true)}>
        <ShoppingBag aria-hidden="true" />
        {t('show.buy')}
      </Button>
    </>
  );
  return (
    <Sheet title={title} isOpen onClose={onClose} foot={foot}>
      <ItemPicture id={id} className={style['picture']} />
      <Price shown={shown} />
      <About item={item} />
      <p className={style['demo']}>{t('show.demoOrder')}</p>
    </Sheet>
  );
}

function Price({ shown: { price, item } }: { shown: ShownItem }) {
  const { t } = useTranslation();
  if (price === undefined) return null;
  return (
    <p className={style['price']}>
      <strong>{priceText(price)}</strong>
      {item && (
        <>
          <s>
            <span className="unseen">{t('show.oldPrice')} </span>
            {priceText(item.oldPrice)}
          </s>
          <Badge tone="accent">
            {t('show.off', {
              share: formatShare(Math.round(100 - (item.price / item.oldPrice) * 100) / 100),
            })}
          </Badge>
        </>
      )}
    </p>
  );
}

function About({ item }: { item: Item | undefined }) {
  const { t } = useTranslation();
  const language = useLanguage();
  if (item === undefined) return <p className={style['note']}>{t('show.unknownItem')}</p>;
  return (
    <>
      <p className={style['note']}>{item.note[language]}</p>
      <p className={style['stock']}>{t('show.stock', { count: item.stock })}</p>
    </>
  );
}
