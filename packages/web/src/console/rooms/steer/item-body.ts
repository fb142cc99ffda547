export interface ItemDraft {
  readonly itemId: string;
  readonly title: string;
  /** In whole units of the currency, as one reads a price; NaN: none. */
  readonly price: number;
  readonly currency: string;
}

/** The body of an `item` message, undefined as long as something of it lacks. */
export function itemBody({ itemId, title, price, currency }: ItemDraft) {
  const item = { itemId: itemId.trim(), title: title.trim() };
  if (item.itemId === '' || item.title === '') return undefined;
  if (Number.isNaN(price)) return item;
  const code = currency.trim();
  if (!/^[A-Z]{3}$/.test(code)) return undefined;
  return { ...item, price: Math.round(price * 10 ** decimalsOf(code)), currency: code };
}

/** A price travels in the smallest unit: of yen that is the yen itself. */
function decimalsOf(currency: string): number {
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}
