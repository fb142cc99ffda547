import type { ShopLanguage } from '../../items/items.ts';
import type { Translate } from '../parts/words.ts';
import { startOfDay } from './rows.ts';

const dayMs = 24 * 3_600_000;

/** `Today`, `Yesterday`, then the weekday and the date, with its year if it is another. */
export function formatDay(ms: number, now: number, t: Translate, language: ShopLanguage): string {
  // Rounded: a day that the clocks change has an hour more or less.
  const daysAgo = Math.round((startOfDay(now) - startOfDay(ms)) / dayMs);
  if (daysAgo === 0) return t('chats.today');
  if (daysAgo === 1) return t('common.yesterday');
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  return new Intl.DateTimeFormat(language === 'zh' ? 'zh-CN' : 'en', {
    weekday: 'short',
    month: 'long',
    day: 'numeric',
    ...(!sameYear && { year: 'numeric' }),
  }).format(ms);
}
