import { Browser, freePort, type PageOptions, tempDir, whyNoChromium } from '@eagre/testkit';
import type { Page } from 'playwright-core';
import { ServerChild, type ServerOptions } from '../../integration/support/server-child.ts';
import { buildPages } from './build-pages.ts';

/** Why there is no site on this machine, for `test.skipIf`; undefined when there can be one. */
export const whyNoSite = whyNoChromium;

/**
 * A server in development mode with the pages as the sources are now, and a browser. When it closes,
 * nothing may be left of the pages' devices in the server, and the server stops cleanly.
 *
 *     await using site = await Site.open();
 *     const page = await site.page('/console', { language: 'zh-CN' });
 *     await page.getByRole('heading', { name: '概览' }).waitFor();
 *     expect(site.problems()).toEqual([]);
 */
export class Site implements AsyncDisposable {
  readonly browser: Browser;
  readonly #options: ServerOptions;
  readonly #removeData: () => void;
  #server: ServerChild;

  /** `flags` go to `eagre serve`, as `--room-grace-ms=200`. */
  static async open({ flags = [] }: { flags?: readonly string[] } = {}): Promise<Site> {
    await buildPages();
    const data = tempDir();
    const browser = await Browser.start();
    try {
      const options = { data: data.path, port: await freePort(), flags };
      const server = await ServerChild.start(options);
      return new Site(browser, server, options, data.remove);
    } catch (error) {
      await browser.close();
      data.remove();
      throw error;
    }
  }

  private constructor(
    browser: Browser,
    server: ServerChild,
    options: ServerOptions,
    removeData: () => void,
  ) {
    this.browser = browser;
    this.#server = server;
    this.#options = options;
    this.#removeData = removeData;
  }

  /** Where the server keeps what it has. */
  get data(): string {
    return this.#options.data;
  }

  /** Its `api` is the one of a business backend; `token(user)` gives tokens. */
  get server(): ServerChild {
    return this.#server;
  }

  /** After `server.kill()`: another server at the same address, with what the one before had stored. */
  async startAgain(): Promise<void> {
    this.#server = await ServerChild.start(this.#options);
  }

  /** The address of a path, of the server itself by default. */
  url(path = '/'): string {
    return `http://127.0.0.1:${this.server.port}${path}`;
  }

  /** A page of a person of their own, opened at a path. */
  async page(path: string, options: PageOptions = {}): Promise<Page> {
    const page = await this.browser.page(options);
    await page.goto(this.url(path));
    return page;
  }

  /** A page of the server's origin with nothing of ours in it, where a test runs code by `evaluate`. */
  async emptyPage(options: PageOptions = {}): Promise<Page> {
    // It must come from the server: browsers keep pages from elsewhere, made up ones too, from
    // connecting to this machine.
    const page = await this.browser.page(options);
    await page.route('**/favicon.ico', (route) => route.fulfill({ status: 204 }));
    await page.goto(this.url('/healthz'));
    return page;
  }

  /** What went wrong in the pages since the last call; `except` takes away what a test provoked. */
  problems(except?: RegExp): string[] {
    return this.browser.problems(except);
  }

  async close(): Promise<void> {
    try {
      // First, since the server waits until no device is left.
      await this.browser.close();
      await this.#server[Symbol.asyncDispose]();
    } finally {
      this.#removeData();
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
