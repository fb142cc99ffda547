import type { RoomAttributesEvent, RoomChatEvent, RoomMessageEvent } from '@eagre/client';
import { cleanText } from '../clean-text.ts';
import { bodyText, type Reader } from '../entry-lines.ts';
import type { Paint } from '../paint.ts';
import { timeOfDay } from '../time-of-day.ts';

/** Characters of a chat message shown: one long text must not push everybody else's off the screen. */
const chatLength = 200;

const badges: Readonly<Record<string, string>> = { item: 'CARD', notice: 'NOTICE' };

/** Something said in passing. */
export function chatLine(chat: RoomChatEvent, { paint }: Reader): string {
  const mark = { staff: '★ ', gift: '✦ ', follower: '' }[chat.rank ?? 'follower'];
  const text = cut(bodyText(chat, paint), chatLength);
  const sent = chat.own ? ` ${paint.good('✓')}` : '';
  // Of what was said before we came, nobody knows when.
  const time = paint.dim(chat.recent ? '--:--' : timeOfDay(chat.at));
  return `${time} ${paint.warn(mark)}${paint.user(chat.from)}: ${text}${sent}`;
}

/** A reliable message, with its place in the room's log: set off from the chat. */
export function messageLine(message: RoomMessageEvent, reader: Reader): string {
  const { paint, user } = reader;
  const { from, syncId, at, kind } = message;
  const place = paint.dim(`#${syncId} ${timeOfDay(at)}`);
  const badge = badges[kind];
  const what =
    badge === undefined
      ? `${paint.warn('★ ')}${paint.user(from)}: ${paint.strong(bodyText(message, paint))}`
      : `${paint.badge(badge)} ${paint.strong(cardText(message, paint))}${paint.dim(` · ${from}`)}`;
  return `${paint.warn('▌')}${place} ${what}${from === user ? ` ${paint.good('✓')}` : ''}`;
}

export function attributesLine(
  { by, set, removed = [] }: RoomAttributesEvent,
  { paint }: Reader,
): string {
  const changes = Object.entries(set).map(([name, value]) =>
    name === 'pinned' ? `pinned ${valueText(value)}` : `set ${name} to ${valueText(value)}`,
  );
  const taken = removed.map((name) => (name === 'pinned' ? 'unpinned' : `took ${name} away`));
  return paint.note(`* ${by} ${cleanText([...changes, ...taken].join(', '))}`);
}

/** A value of a room's state in a few words. */
export function valueText(value: unknown): string {
  const title = typeof value === 'object' && value !== null && 'title' in value && value.title;
  if (typeof title === 'string') return cut(cleanText(title), 40);
  return cut(cleanText(typeof value === 'string' ? value : JSON.stringify(value)), 40);
}

function cardText({ kind, body }: RoomMessageEvent, paint: Paint): string {
  const parts = [body['title'], body['text']].filter((part) => typeof part === 'string');
  if (parts.length === 0) return bodyText({ kind, body }, paint);
  const price = kind === 'item' ? priceText(body['price'], body['currency']) : '';
  return cleanText([...parts, price].filter((part) => part !== '').join(' · '));
}

/** A price comes in the smallest unit of its currency. */
function priceText(price: unknown, currency: unknown): string {
  if (typeof price !== 'number') return '';
  if (typeof currency !== 'string') return (price / 100).toFixed(2);
  const digits = digitsOf(currency);
  return `${(price / 10 ** digits).toFixed(digits)} ${currency}`;
}

function digitsOf(currency: string): number {
  try {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    return format.resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    // Three characters that are no currency.
    return 2;
  }
}

function cut(text: string, length: number): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
