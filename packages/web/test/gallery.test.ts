import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import {
  accessibilityProblems,
  Browser,
  type PageOptions,
  tempDir,
  until,
  whyNoChromium,
} from '@eagre/testkit';
import type { Page } from 'playwright-core';

setDefaultTimeout(60_000);

const phone = { width: 390, height: 844 };

describe.skipIf(whyNoChromium() !== undefined)('the parts in a browser', () => {
  const built = tempDir();
  const server = Bun.serve({
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      return new Response(Bun.file(built.path + (pathname === '/' ? '/gallery.html' : pathname)));
    },
  });
  let browser: Browser;

  beforeAll(async () => {
    const entry = fileURLToPath(new URL('./gallery/gallery.html', import.meta.url));
    const define = { 'process.env.NODE_ENV': '"production"' };
    await Bun.build({ entrypoints: [entry], outdir: built.path, publicPath: '/', define });
    browser = await Browser.start();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop(true);
    built.remove();
  });

  /** Runs a test on a page of the gallery, in which nothing may go wrong. */
  async function onPage(run: (page: Page) => Promise<void>, options?: PageOptions): Promise<void> {
    const page = await browser.page(options);
    await page.goto(server.url.href);
    await page.getByRole('button', { name: 'primary', exact: true }).waitFor();
    await run(page);
    await page.context().close();
    expect(browser.problems()).toEqual([]);
  }

  const press = (page: Page, name: string) =>
    page.getByRole('button', { name, exact: true }).click();

  test.each([
    ['light', 'en-US'],
    ['dark', 'zh-TW'],
  ] as const)(
    'all can use them, in %s and %s, and nothing is wider than a phone',
    (colours, language) =>
      onPage(
        async (page) => {
          const label = language === 'zh-TW' ? '语言' : 'Language';
          await page.getByRole('button', { name: label, exact: true }).waitFor();
          expect(await accessibilityProblems(page)).toEqual([]);
          expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(phone.width);
          await press(page, 'Open dialog');
          await page.getByRole('dialog', { name: 'New card' }).waitFor();
          expect(await accessibilityProblems(page, '[role="dialog"]')).toEqual([]);
        },
        { viewport: phone, touch: true, colours, language },
      ),
  );

  test('what fingers press is at least 40 pixels high', () =>
    onPage(async (page) => {
      const names = ['primary', 'Mute', 'Like', 'More deeds', 'Language', 'Appearance', 'Warn'];
      for (const name of names) {
        const box = await page.getByRole('button', { name, exact: true }).boundingBox();
        expect([name, (box?.height ?? 0) >= 40 && (box?.width ?? 0) >= 40]).toEqual([name, true]);
      }
      for (const name of ['Title', 'Stock', 'Search items']) {
        const box = await page.getByLabel(name, { exact: true }).first().boundingBox();
        expect([name, (box?.height ?? 0) >= 38]).toEqual([name, true]);
      }
    }));

  test('language and appearance change at once and last', () =>
    onPage(async (page) => {
      const root = () =>
        page.evaluate(() => {
          const { lang, dataset } = document.documentElement;
          return [lang, dataset['theme'], getComputedStyle(document.body).backgroundColor];
        });
      expect(await root()).toEqual(['en', undefined, 'rgb(246, 244, 242)']);
      await press(page, 'Language');
      await page.getByRole('menuitemradio', { name: '简体中文' }).click();
      await press(page, '外观');
      await page.getByRole('menuitemradio', { name: '深色' }).click();
      const dark = ['zh-CN', 'dark', 'rgb(18, 17, 19)'];
      expect(await root()).toEqual(dark);
      const chosen = page.getByRole('menuitemradio', { name: '深色' });
      await press(page, '外观');
      expect(await chosen.getAttribute('aria-checked')).toBe('true');
      await page.reload();
      await page.getByRole('button', { name: '语言' }).waitFor();
      expect(await root()).toEqual(dark);
      await press(page, '外观');
      expect(await chosen.getAttribute('aria-checked')).toBe('true');
      await page.getByRole('menuitemradio', { name: '跟随系统' }).click();
      expect(await root()).toEqual(['zh-CN', undefined, 'rgb(246, 244, 242)']);
    }));

  test('buttons', () =>
    onPage(async (page) => {
      const mute = page.getByRole('button', { name: 'Mute' });
      // A tip is for a pointer that comes from somewhere.
      await page.mouse.move(1, 1);
      await mute.hover();
      await page.getByRole('tooltip').getByText('Mute').waitFor();
      expect(await mute.getAttribute('aria-pressed')).toBe('false');
      await mute.click();
      expect(await mute.getAttribute('aria-pressed')).toBe('true');
      await page.getByRole('button', { name: /Pending/ }).click({ force: true });
      expect(await page.getByText('never').count()).toBe(0);
    }));

  test('a menu tells what was chosen, and gives the focus back', () =>
    onPage(async (page) => {
      const more = page.getByRole('button', { name: 'More deeds' });
      await more.focus();
      await page.keyboard.press('Enter');
      await page.getByRole('menuitem', { name: 'Rename' }).waitFor();
      await page.keyboard.press('ArrowDown');
      await page.keyboard.press('Enter');
      await page.getByText('did leave').waitFor();
      await until(() => more.evaluate((button) => button === document.activeElement));
    }));

  test('a dialog takes the focus, and Escape closes it', () =>
    onPage(async (page) => {
      await press(page, 'Open dialog');
      const title = page.getByLabel('Title of the card');
      await until(() => title.evaluate((input) => input === document.activeElement));
      await page.keyboard.press('Escape');
      await title.waitFor({ state: 'detached' });
    }));

  test('a question stays while it is done and when that fails, and goes when it succeeds', () =>
    onPage(async (page) => {
      await press(page, 'Leave the group');
      const question = page.getByRole('alertdialog', { name: 'Leave the group?' });
      const leave = question.getByRole('button', { name: /Leave/ });
      await leave.click();
      await question.locator('[data-pending]').waitFor();
      expect(await question.getByRole('button', { name: 'Cancel' }).isDisabled()).toBe(true);
      await page.evaluate(() => (globalThis as typeof globalThis & { fail(): void }).fail());
      await question.locator('[data-pending]').waitFor({ state: 'detached' });
      await leave.click();
      await question.waitFor({ state: 'detached' });
    }));

  test('fields give what is put in', () =>
    onPage(async (page) => {
      const given = (text: string) => page.getByRole('status').getByText(text).waitFor();
      const title = page.getByLabel('Title', { exact: true });
      await title.fill('红包');
      // The Enter that picks a word of an input method.
      await title.evaluate((input) =>
        input.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }),
        ),
      );
      expect(await page.getByText('submitted').count()).toBe(0);
      await title.press('Enter');
      await page.getByText('submitted 红包').waitFor();

      const stock = page.getByLabel('Stock', { exact: true }).first();
      await stock.press('ArrowUp');
      await given('1300 shirt undefined true');
      await stock.fill('99999');
      await stock.press('Tab');
      await given('5000 shirt undefined true');
      await press(page, 'Clear');
      await page.getByRole('button', { name: /Choose one/ }).click();
      await page.getByRole('option', { name: 'Read fan-out' }).click();
      await page.getByText('Tell me of messages').click();
      await given('5000  read false');
      expect(await page.getByText('Not shown beside an error').count()).toBe(0);
    }));

  test('toasts are told once at a time, and go when they are closed', () =>
    onPage(async (page) => {
      await press(page, 'Warn');
      await press(page, 'Warn');
      await press(page, 'Fail');
      const notices = page.getByRole('region', { name: /Notices/ });
      await notices.getByText('Not sent: too long').waitFor();
      expect(await notices.getByText('Twice the same').count()).toBe(1);
      expect(await accessibilityProblems(page)).toEqual([]);
      const close = notices.getByRole('button', { name: 'Close' });
      await close.first().click();
      await close.first().click();
      await notices.waitFor({ state: 'detached' });
    }));

  test('tabs go by arrow keys', () =>
    onPage(async (page) => {
      await page.getByRole('tab', { name: 'Chat' }).focus();
      await page.keyboard.press('ArrowRight');
      await page.getByRole('tabpanel').getByText('All items').waitFor();
      expect(await page.getByText('No messages yet').count()).toBe(0);
    }));
});
