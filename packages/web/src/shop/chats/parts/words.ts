import { priceText, shownItem } from '../../items/item-card.ts';
import type { ShopLanguage } from '../../items/items.ts';

/** Gives a text of the page; `{{name}}` in it is filled from `values`. */
export type Translate = (key: string, values?: Record<string, string | number>) => string;

export interface Said {
  readonly kind: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A message in one line of plain words, whatever its kind. */
export function wordsOf({ kind, body }: Said, t: Translate, language: ShopLanguage): string {
  switch (kind) {
    case 'text':
      return textOf(body['text']);
    case 'item': {
      const shown = shownItem(body, language);
      const price = shown?.price === undefined ? '' : ` ${priceText(shown.price)}`;
      return t('chats.words.item', { title: `${shown?.title ?? ''}${price}` });
    }
    case 'image':
      return t('chats.words.image');
    case 'link':
      return t('chats.words.link', { title: textOf(body['title']) || textOf(body['url']) });
    case 'notice':
      return t('chats.words.notice', { title: textOf(body['title']) });
    default:
      return t('chats.words.other', { kind });
  }
}

/** A body of another client may hold anything. */
export function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
