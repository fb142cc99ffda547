import i18next from 'i18next';
import { currentLanguage } from './i18n.ts';

/** From here on a count is rounded, as in Chinese, which counts in ten thousands. */
const exactBelow = 10_000;
const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

/** `9876`, then `12.3K` or `1.2万`. */
export function formatCount(count: number): string {
  const isLong = Math.abs(count) >= exactBelow;
  return number(isLong ? { notation: 'compact', maximumFractionDigits: 1 } : {}).format(count);
}

/** All figures: `1,234,567`. */
export function formatNumber(value: number, maximumFractionDigits = 0): string {
  return number({ maximumFractionDigits }).format(value);
}

/** A share from 0 to 1: `4.2%`. */
export function formatShare(share: number): string {
  return number({ style: 'percent', maximumFractionDigits: 1 }).format(share);
}

/** Bytes as `980 B`, `1.2 MB`; a thousand each step, as the unit's name says. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  const step = stepOf(bytes, units.length);
  // Both languages write these units alike, with a space that does not break.
  const value = bytes / 1_000 ** step;
  return `${short(value).format(value)}\u00a0${units[step]}`;
}

/** A length of time in milliseconds, in the unit that suits it: `3.2 ms`, `1.5 sec`, `12 min`. */
export function formatMs(ms: number): string {
  const size = Math.abs(ms);
  if (size < second) return unit(ms, 'millisecond');
  if (size < minute) return unit(ms / second, 'second');
  if (size < hour) return unit(ms / minute, 'minute');
  return size < day ? unit(ms / hour, 'hour') : unit(ms / day, 'day');
}

/** Time of day of a moment (ms since 1970): `14:05`, or `14:05:09` with seconds. */
export function formatTime(ms: number, { seconds = false } = {}): string {
  const fields = seconds ? ({ ...clockFields, second: '2-digit' } as const) : clockFields;
  return date(fields).format(ms);
}

/** Day and time in full, for a tooltip or a table. */
export function formatDateTime(ms: number): string {
  return date({ dateStyle: 'medium', timeStyle: 'medium', hourCycle: 'h23' }).format(ms);
}

/** For lists of conversations: today the time, then `Yesterday`, then the day, with its year if another. */
export function formatWhen(ms: number, now: number): string {
  const daysAgo = Math.round((startOfDay(now) - startOfDay(ms)) / day);
  if (daysAgo <= 0) return formatTime(ms);
  if (daysAgo === 1) return i18next.t('common.yesterday');
  const sameYear = new Date(ms).getFullYear() === new Date(now).getFullYear();
  const fields = { month: 'short', day: 'numeric' } as const;
  return date(sameYear ? fields : { ...fields, year: 'numeric' }).format(ms);
}

/** How long ago, in one unit: `just now`, `5 min. ago`, `3天前`. */
export function formatAgo(ms: number, now: number): string {
  const age = Math.max(0, now - ms);
  if (age < 10 * second) return i18next.t('common.justNow');
  if (age < minute) return ago(age / second, 'second');
  if (age < hour) return ago(age / minute, 'minute');
  return age < day ? ago(age / hour, 'hour') : ago(age / day, 'day');
}

const clockFields = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;

function stepOf(value: number, steps: number): number {
  let step = 0;
  // What rounds to a thousand belongs to the next step.
  while (step < steps - 1 && Math.abs(value) / 1_000 ** step >= 999.95) step += 1;
  return step;
}

function unit(value: number, name: string): string {
  return short(value, { style: 'unit', unit: name }).format(value);
}

/** Small figures keep one place, large ones none. */
function short(value: number, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return number({ ...options, maximumFractionDigits: Math.abs(value) < 100 ? 1 : 0 });
}

function ago(value: number, name: Intl.RelativeTimeFormatUnit): string {
  return made('ago', {}, (tag) => new Intl.RelativeTimeFormat(tag, { style: 'short' })).format(
    -Math.floor(value),
    name,
  );
}

function startOfDay(ms: number): number {
  return new Date(ms).setHours(0, 0, 0, 0);
}

function number(options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const grouped = { useGrouping: 'min2', ...options } as const;
  return made('number', grouped, (tag) => new Intl.NumberFormat(tag, grouped));
}

function date(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return made('date', options, (tag) => new Intl.DateTimeFormat(tag, options));
}

/** Making a format costs a hundred times what using it does, and live figures use it all the time. */
const formats = new Map<string, unknown>();

function made<T>(kind: string, options: object, make: (tag: string) => T): T {
  const language = currentLanguage();
  const key = `${language} ${kind} ${JSON.stringify(options)}`;
  const format = (formats.get(key) as T | undefined) ?? make(language === 'zh' ? 'zh-CN' : 'en');
  formats.set(key, format);
  return format;
}
