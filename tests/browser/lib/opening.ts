import type { Page } from 'playwright-core';
import { inShow } from './shop.ts';

type Window = typeof globalThis & { openedAtMs?: number };

/** What a countdown counted to stands in an alert. ms. */
const openingMs = 20_000;

/** Notes in the page when the first alert appears in it, by the machine's clock whatever the page's is. */
export async function recordOpening(page: Page): Promise<void> {
  await page.evaluate(() => {
    const look = () => {
      if (document.querySelector('[role=alert]') === null) return;
      (globalThis as Window).openedAtMs = performance.timeOrigin + performance.now();
      observer.disconnect();
    };
    const observer = new MutationObserver(look);
    observer.observe(document.body, { childList: true, subtree: true });
  });
}

/** When it appeared: ms since 1970. */
export async function untilOpened(page: Page): Promise<number> {
  const handle = await page.waitForFunction(() => (globalThis as Window).openedAtMs, undefined, {
    timeout: openingMs,
  });
  return (await handle.jsonValue()) as number;
}

/** Opens the show on a device whose clock is ahead. */
export async function withWrongClock(page: Page, aheadMs: number, url: string): Promise<Page> {
  await page.addInitScript((aheadMs) => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + aheadMs;
  }, aheadMs);
  await page.goto(url);
  await inShow(page);
  return page;
}
