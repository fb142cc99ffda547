import { Pin, PinOff, SendHorizontal } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import { type Language, useLanguage } from '../../common/i18n.ts';
import { Badge } from '../../common/parts/badge.tsx';
import { Button, IconButton } from '../../common/parts/button.tsx';
import { cardOf, priceText, shownItem } from '../items/item-card.ts';
import { ItemPicture } from '../items/item-picture.tsx';
import { type Item, items } from '../items/items.ts';
import { useShow } from '../show/show-context.tsx';
import { Panel } from './panel.tsx';
import style from './shelf.module.css';
import { useOrders } from './use-orders.ts';

/** The items of the show: a card of one goes to everybody, and one may stay pinned. */
export function Shelf() {
  const { t } = useTranslation();
  const language = useLanguage();
  const { view } = useShow();
  const pinned = shownItem(view.attributes['pinned']?.value, language);
  return (
    <Panel title={t('host.shelf')} aside={pinned && <PinnedNow title={pinned.title} />}>
      <ul className={style['shelf']}>
        {items.map((item) => (
          <ShelfItem
            key={item.id}
            item={item}
            language={language}
            isPinned={item.id === pinned?.id}
          />
        ))}
      </ul>
    </Panel>
  );
}

function PinnedNow({ title }: { title: string }) {
  const { t } = useTranslation();
  return (
    <Badge tone="accent">
      {t('host.pinnedNow')}: {title}
    </Badge>
  );
}

interface ShelfItemProps {
  readonly item: Item;
  readonly language: Language;
  readonly isPinned: boolean;
}

function ShelfItem({ item, language, isPinned }: ShelfItemProps) {
  const { t } = useTranslation();
  const {
    view: { room, sendReliable },
  } = useShow();
  const { run, isBusy } = useOrders();
  const title = item.name[language];
  const card = cardOf(item, language);
  const push = () =>
    run(
      () => sendReliable(card),
      ({ syncId }) => t('host.pushed', { title, syncId }),
    );
  const pin = async () => {
    if (room) await run(() => room.set({ pinned: isPinned ? null : card.body }));
  };
  return (
    <li className={style['item']} data-pinned={isPinned || undefined}>
      <ItemPicture id={item.id} className={style['picture']} />
      <div className={style['text']}>
        <p className={style['title']}>{title}</p>
        <p className={style['price']}>
          {priceText(item.price)} <s>{priceText(item.oldPrice)}</s>
        </p>
      </div>
      <div className={style['buttons']}>
        <Button size="s" variant="primary" onPress={push} isPending={isBusy}>
          <SendHorizontal aria-hidden="true" />
          <span aria-hidden="true">{t('host.push')}</span>
          <span className="unseen">{t('host.pushLabel', { title })}</span>
        </Button>
        <IconButton
          size="s"
          variant="plain"
          label={t(isPinned ? 'host.unpin' : 'host.pinLabel', { title })}
          isSelected={isPinned}
          onPress={pin}
        >
          {isPinned ? <PinOff /> : <Pin />}
        </IconButton>
      </div>
    </li>
  );
}
