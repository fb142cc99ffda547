import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PageOptions } from '@eagre/testkit';
import type { Page } from 'playwright-core';
import type { Site } from '../lib/site.ts';

export const desktop = { viewport: { width: 1440, height: 900 }, scale: 1.5, motion: true };
export const phone = {
  viewport: { width: 390, height: 844 },
  ...{ scale: 2, touch: true, motion: true },
};

/** A page of a document waits for all of its pictures: more of them for larger ones. Bytes. */
const mostBytes = 400 * 1024;
/** Small type stays clean, and a full screen is some 150 KB. */
const quality = 82;

/** Takes pictures of pages for the documents. */
export class Camera {
  readonly #site: Site;
  readonly #folder: string;
  #opened = 0;

  constructor(site: Site, folder: string) {
    this.#site = site;
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
  }

  /** A page, of the shopper `user` if one is named. */
  async open(path: string, options: PageOptions, user?: string): Promise<Page> {
    this.#opened += 1;
    const page = await this.#site.browser.page(options);
    page.setDefaultTimeout(30_000);
    if (user !== undefined) {
      const shopper = JSON.stringify({ user, device: `web-${this.#opened}` });
      await page.addInitScript((kept) => {
        localStorage.setItem('eagre.shop.shopper.1', kept);
      }, shopper);
    }
    await page.goto(this.#site.url(path));
    return page;
  }

  /** What a page shows now, as `NAME.webp`: of a third of the bytes of a PNG, at twice its sharpness. */
  async take(page: Page, name: string): Promise<void> {
    await page.evaluate(() => document.fonts.ready);
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality });
    await session.detach();
    const bytes = Buffer.from(data, 'base64');
    if (bytes.length > mostBytes) {
      throw new Error(`${name}: ${bytes.length} bytes, more than the ${mostBytes} of a picture`);
    }
    await Bun.write(join(this.#folder, `${name}.webp`), bytes);
    console.log(`${name}.webp  ${Math.round(bytes.length / 1024)} KB`);
  }
}
