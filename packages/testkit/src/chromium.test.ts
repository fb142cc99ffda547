import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from 'bun:test';
import { Browser, whyNoChromium } from './chromium.ts';
import { freePort } from './free-port.ts';
import { until } from './until.ts';

const head = '<meta name="viewport" content="width=device-width"><link rel="icon" href="data:,">';
const html = (body: string) =>
  new Response(`<!doctype html>${head}${body}`, {
    headers: { 'content-type': 'text/html' },
  });

// A busy machine may take seconds to start a browser.
setDefaultTimeout(30_000);

describe.skipIf(whyNoChromium() !== undefined)('Chromium', () => {
  let browser: Browser;
  let deadPort: number;
  const server = Bun.serve({
    port: 0,
    fetch: (request) => {
      const { pathname } = new URL(request.url);
      if (pathname === '/fine') return html('<script>console.warn("only a warning")</script>');
      if (pathname === '/error') return html('<script>console.error("the cart is lost")</script>');
      if (pathname === '/throws') return html('<script>noSuchThing()</script>');
      const images = `<img src="/missing.png"><img src="http://127.0.0.1:${deadPort}/">`;
      if (pathname === '/asks') return html(images);
      return new Response('', { status: 404 });
    },
  });
  const at = (path: string) => new URL(path, server.url).href;

  beforeAll(async () => {
    browser = await Browser.start();
    deadPort = await freePort();
  });
  afterAll(async () => {
    await browser.close();
    await server.stop(true);
  });

  test('a page has the language, colours and size that it is given', async () => {
    const viewport = { width: 390, height: 844 };
    const page = await browser.page({ viewport, language: 'zh-CN', colours: 'dark', touch: true });
    await page.goto(at('/fine'));
    const seen = await page.evaluate(() => ({
      language: navigator.language,
      dark: matchMedia('(prefers-color-scheme: dark)').matches,
      still: matchMedia('(prefers-reduced-motion: reduce)').matches,
      width: innerWidth,
      touch: navigator.maxTouchPoints > 0,
    }));
    expect(seen).toEqual({ language: 'zh-CN', dark: true, still: true, width: 390, touch: true });
    await page.context().close();
    expect(browser.problems()).toEqual([]);
  });

  test('each page has a profile of its own', async () => {
    const [one, other] = [await browser.page(), await browser.page()];
    await one.goto(at('/fine'));
    await other.goto(at('/fine'));
    await one.evaluate(() => localStorage.setItem('a', '1'));
    expect(await other.evaluate(() => localStorage.getItem('a'))).toBeNull();
    const second = await one.context().newPage();
    await second.goto(at('/fine'));
    expect(await second.evaluate(() => localStorage.getItem('a'))).toBe('1');
  });

  test.each([
    ['/error', ['console: the cart is lost']],
    ['/throws', ['not caught: ReferenceError: noSuchThing is not defined']],
    ['/asks', ['/missing.png', 'request: GET http']],
  ])('what goes wrong at %s is told', async (path, parts) => {
    const page = await browser.page();
    await page.goto(at(path));
    const found: string[] = [];
    await until(() => {
      found.push(...browser.problems());
      return parts.every((part) => found.some((problem) => problem.includes(part)));
    });
    await page.context().close();
    browser.problems();
  });

  test('what a test provoked can be taken away, and nothing is told twice', async () => {
    const page = await browser.page();
    await page.goto(at('/error'));
    await page.evaluate(() => console.error('another'));
    const found: string[] = [];
    await until(() => {
      found.push(...browser.problems(/the cart/));
      return found.length > 0;
    });
    expect(found).toEqual([expect.stringContaining('another')]);
    expect(browser.problems()).toEqual([]);
  });
});
