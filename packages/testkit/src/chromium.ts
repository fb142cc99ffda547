import type { BrowserContext, Browser as Chromium, Page } from 'playwright-core';

const names = ['chromium', 'chromium-browser', 'google-chrome'];

/** Why no Chromium can be started on this machine, for `test.skipIf`; undefined when one can. */
export function whyNoChromium(): string | undefined {
  if (program() !== undefined) return undefined;
  return `Chromium is not on this machine: \`apt-get install chromium\`, or put \`${names[0]}\` on PATH`;
}

export interface PageOptions {
  /** In CSS pixels; 1280 × 800 unless told. */
  readonly viewport?: { readonly width: number; readonly height: number } | undefined;
  /** Pixels of a picture for each of these; 1 unless told. */
  readonly scale?: number | undefined;
  /** Fingers instead of a mouse, as on a phone. */
  readonly touch?: boolean | undefined;
  /** A BCP 47 tag; `en-US` unless told. */
  readonly language?: string | undefined;
  readonly colours?: 'light' | 'dark' | undefined;
  /** Animations run; without, pages are asked for none, so that what is seen is where it will stay. */
  readonly motion?: boolean | undefined;
}

/** Looks for updates and the like, which a test has no use for and a machine may have no network for. */
const quietFlags = [
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
const desktop = { width: 1280, height: 800 };
/** For each thing that a test waits for in a page. */
const patienceMs = 10_000;
/** More of the same are told by the first ones. */
const keptProblems = 100;

/**
 * A Chromium of one's own without a window, gone when this process ends. What goes wrong in its pages
 * is collected: a test ends with `expect(browser.problems()).toEqual([])`.
 *
 *     await using browser = await Browser.start();
 *     const page = await browser.page({ language: 'zh-CN', colours: 'dark' });
 *     await page.goto(url);
 */
export class Browser implements AsyncDisposable {
  readonly #chromium: Chromium;
  readonly #problems: string[] = [];

  static async start(): Promise<Browser> {
    const executablePath = program();
    if (executablePath === undefined) throw new Error(whyNoChromium());
    // Large, and most tests that use this package open no page.
    const { chromium } = await import('playwright-core');
    return new Browser(await chromium.launch({ executablePath, args: quietFlags }));
  }

  private constructor(chromium: Chromium) {
    this.#chromium = chromium;
  }

  /** A page with a profile of its own; `page.context().newPage()` opens one that shares it. */
  async page(options: PageOptions = {}): Promise<Page> {
    const { viewport = desktop, scale = 1, touch = false, motion = false } = options;
    const context = await this.#chromium.newContext({
      viewport,
      deviceScaleFactor: scale,
      hasTouch: touch,
      isMobile: touch,
      locale: options.language ?? 'en-US',
      colorScheme: options.colours ?? 'light',
      reducedMotion: motion ? 'no-preference' : 'reduce',
    });
    context.setDefaultTimeout(patienceMs);
    this.#watch(context);
    return context.newPage();
  }

  /**
   * Since the start or the last call: errors that pages wrote to the console or did not catch, and
   * requests that failed. `except` takes away what the test provoked.
   */
  problems(except?: RegExp): string[] {
    return this.#problems.splice(0).filter((problem) => !except?.test(problem));
  }

  close(): Promise<void> {
    return this.#chromium.close();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  #watch(context: BrowserContext): void {
    context.on('console', (message) => {
      if (message.type() !== 'error') return;
      this.#problem(`console: ${message.text()} (${message.location().url})`);
    });
    context.on('weberror', (error) => this.#problem(`not caught: ${error.error().stack}`));
    context.on('requestfailed', (request) => {
      const why = request.failure()?.errorText ?? '';
      // The page itself gave it up, or was left.
      if (why === 'net::ERR_ABORTED') return;
      this.#problem(`request: ${request.method()} ${request.url()} ${why}`);
    });
  }

  #problem(text: string): void {
    if (this.#problems.length < keptProblems) this.#problems.push(text);
  }
}

function program(): string | undefined {
  for (const name of names) {
    const path = Bun.which(name);
    if (path !== null) return path;
  }
  return undefined;
}
