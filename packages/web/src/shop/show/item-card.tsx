import { Pin, X, Zap } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { priceText, type ShownItem } from '../items/item-card.ts';
import { ItemPicture } from '../items/item-picture.tsx';
import style from './item-card.module.css';

interface ItemCardProps {
  readonly shown: ShownItem;
  readonly why: 'pinned' | 'nowShown';
  readonly onOpen: () => void;
  readonly onDismiss?: (() => void) | undefined;
}

/** The item that the host talks about, over the lower right of the stage. */
export function ItemCard({ shown, why, onOpen, onDismiss }: ItemCardProps) {
  const { t } = useTranslation();
  const { id, title, price, item } = shown;
  const Icon = why === 'pinned' ? Pin : Zap;
  return (
    <div className={style['card']}>
      <button type="button" className={style['open']} onClick={onOpen}>
        <span className={style['why']}>
          <Icon aria-hidden="true" />
          {t(`show.${why}`)}
        </span>
        <ItemPicture id={id} className={style['picture']} />
        <span className={style['title']}>{title}</span>
        {price !== undefined && (
          <span className={style['price']}>
            {priceText(price)}
            {item && (
              <s>
                <span className="unseen"> {t('show.oldPrice')} </span>
                {priceText(item.oldPrice)}
              </s>
            )}
          </span>
        )}
        <span className={style['buy']}>{t('show.buy')}</span>
      </button>
      {onDismiss && (
        <button
          type="button"
          className={style['dismiss']}
          onClick={onDismiss}
          aria-label={t('show.dismiss')}
        >
          <X aria-hidden="true" />
        </button>
      )}
    </div>
  );
}
