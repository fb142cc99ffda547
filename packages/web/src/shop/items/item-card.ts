import type { Language } from '../../common/i18n.ts';
import { type Item, itemOf } from './items.ts';

/** What an item card says, whoever sent it: another client's card may be of an item unknown here. */
export interface ShownItem {
  readonly id: string;
  readonly title: string;
  /** Fen; absent when the card does not say. */
  readonly price?: number | undefined;
  /** Of the shop's list, when it is there. */
  readonly item?: Item | undefined;
}

/** The body of a message of kind `item`. */
export interface CardBody extends Record<string, unknown> {
  itemId: string;
  title: string;
  price: number;
  currency: 'CNY';
}

export function cardOf(item: Item, language: Language): { kind: 'item'; body: CardBody } {
  const { id, name, price } = item;
  return { kind: 'item', body: { itemId: id, title: name[language], price, currency: 'CNY' } };
}

/** Reads a card's body, or what the room has pinned: that may be a bare title. */
export function shownItem(card: unknown, language: Language): ShownItem | undefined {
  if (typeof card === 'string' && card !== '') return known(card, language) ?? bare(card);
  if (typeof card !== 'object' || card === null) return undefined;
  const { itemId, title, price } = card as Partial<Record<string, unknown>>;
  if (typeof itemId !== 'string') return undefined;
  const own = known(itemId, language);
  if (own) return own;
  return {
    ...bare(typeof title === 'string' ? title : itemId),
    id: itemId,
    ...(typeof price === 'number' && { price }),
  };
}

export function shownOf(item: Item, language: Language): ShownItem {
  return { id: item.id, title: item.name[language], price: item.price, item };
}

/** `¥129`, `¥12.90`. */
export function priceText(fen: number): string {
  return `¥${fen % 100 === 0 ? fen / 100 : (fen / 100).toFixed(2)}`;
}

function known(id: string, language: Language): ShownItem | undefined {
  const item = itemOf(id);
  return item && shownOf(item, language);
}

function bare(title: string): ShownItem {
  return { id: title, title };
}
