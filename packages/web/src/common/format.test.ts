import { afterAll, beforeAll, expect, test } from 'bun:test';
import i18next from 'i18next';
import {
  formatAgo,
  formatBytes,
  formatCount,
  formatDateTime,
  formatMs,
  formatNumber,
  formatShare,
  formatTime,
  formatWhen,
} from './format.ts';
import type { Language } from './i18n.ts';
import { en } from './texts/en.ts';
import { zh } from './texts/zh.ts';

beforeAll(() =>
  i18next.init({
    resources: { en: { translation: { common: en } }, zh: { translation: { common: zh } } },
    lng: 'en',
  }),
);
afterAll(() => i18next.changeLanguage('en'));

/** The text in English and in Chinese; spaces that do not break are shown as plain ones. */
async function both(format: () => string): Promise<string[]> {
  const texts: string[] = [];
  for (const language of ['en', 'zh'] satisfies Language[]) {
    await i18next.changeLanguage(language);
    texts.push(format().replace(/\s/g, ' '));
  }
  return texts;
}

test.each([
  [0, '0', '0'],
  [999, '999', '999'],
  [9_999, '9999', '9999'],
  [10_000, '10K', '1万'],
  [12_345, '12.3K', '1.2万'],
  [2_345_678, '2.3M', '234.6万'],
  [-12_345, '-12.3K', '-1.2万'],
])('count %d', async (count, english, chinese) => {
  expect(await both(() => formatCount(count))).toEqual([english, chinese]);
});

test.each([
  [0, '0 B', '0 B'],
  [999, '999 B', '999 B'],
  [1_000, '1 kB', '1 kB'],
  [999_960, '1 MB', '1 MB'],
  [1_234_567, '1.2 MB', '1.2 MB'],
  [345_678_901, '346 MB', '346 MB'],
  [5e15, '5000 TB', '5000 TB'],
])('%d bytes', async (bytes, english, chinese) => {
  expect(await both(() => formatBytes(bytes))).toEqual([english, chinese]);
});

test.each([
  [0.42, '0.4 ms', '0.4毫秒'],
  [999, '999 ms', '999毫秒'],
  [1_500, '1.5 sec', '1.5秒'],
  [90_000, '1.5 min', '1.5分钟'],
  [7_200_000, '2 hr', '2小时'],
  [259_200_000, '3 days', '3天'],
])('%d ms', async (ms, english, chinese) => {
  expect(await both(() => formatMs(ms))).toEqual([english, chinese]);
});

test('numbers and shares', async () => {
  expect(await both(() => formatNumber(1_234_567.891, 1))).toEqual(['1,234,567.9', '1,234,567.9']);
  expect(await both(() => formatShare(0.0421))).toEqual(['4.2%', '4.2%']);
});

const now = new Date(2026, 10, 23, 14, 5, 9).getTime();
const day = 86_400_000;

test('times of day have 24 hours', async () => {
  expect(await both(() => formatTime(now))).toEqual(['14:05', '14:05']);
  expect(await both(() => formatTime(now, { seconds: true }))).toEqual(['14:05:09', '14:05:09']);
  const midnight = new Date(2026, 10, 23, 0, 7).getTime();
  expect(await both(() => formatTime(midnight))).toEqual(['00:07', '00:07']);
  expect((await both(() => formatDateTime(now))).every((text) => text.includes('2026'))).toBe(true);
});

test.each([
  [now - 3_600_000, '13:05', '13:05'],
  [now + 60_000, '14:06', '14:06'],
  [new Date(2026, 10, 22, 23, 59).getTime(), 'Yesterday', '昨天'],
  [new Date(2026, 10, 21, 23, 59).getTime(), 'Nov 21', '11月21日'],
  [new Date(2025, 11, 31, 1, 2).getTime(), 'Dec 31, 2025', '2025年12月31日'],
])('when, in a list: %d', async (ms, english, chinese) => {
  expect(await both(() => formatWhen(ms, now))).toEqual([english, chinese]);
});

test.each([
  [-5_000, 'just now', '刚刚'],
  [9_999, 'just now', '刚刚'],
  [59_999, '59 sec. ago', '59秒前'],
  [119_000, '1 min. ago', '1分钟前'],
  [23 * 3_600_000, '23 hr. ago', '23小时前'],
  [3 * day, '3 days ago', '3天前'],
])('%d ms ago', async (age, english, chinese) => {
  expect(await both(() => formatAgo(now - age, now))).toEqual([english, chinese]);
});
