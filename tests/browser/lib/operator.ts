import type { ConsoleSession } from '@eagre/server/console';
import type { Page } from 'playwright-core';
import type { Site } from './site.ts';

/** Of the servers of these tests. */
export const adminKey = 'a-key-of-the-night-of-the-promotion';
export const consoleFlags: readonly string[] = [`--admin-key=${adminKey}`];
/** Browsers write each refused request into their console; the pages without a session have some. */
export const noSession = /401/;

/** Fills the form in English. */
export async function signIn(page: Page, name: string, key = adminKey): Promise<void> {
  await page.getByLabel('Your name').fill(name);
  await page.getByLabel('Admin key').fill(key);
  await page.keyboard.press('Enter');
}

/** The title of the page that is shown. */
export const heading = (page: Page, name: string | RegExp) =>
  page.getByRole('heading', { level: 1, name });

/** What the console API answered; `body` is empty when it was no JSON. */
export interface ConsoleReply {
  readonly status: number;
  readonly text: string;
  readonly body: { readonly error?: { readonly code: string; readonly field?: string } };
}

/** The console API without a page, as an operator with a session of his own uses it. */
export class Operator {
  readonly #site: Site;
  readonly headers: { readonly cookie: string; readonly 'x-eagre-csrf': string };

  static async signIn(site: Site, name: string): Promise<Operator> {
    const answer = await fetch(site.url('/console/api/login'), {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name, key: adminKey }),
    });
    if (answer.status !== 200) throw new Error(`no login: ${answer.status}`);
    const cookie = answer.headers.get('set-cookie')?.split(';')[0] ?? '';
    const { csrf } = (await answer.json()) as ConsoleSession;
    return new Operator(site, { cookie, 'x-eagre-csrf': csrf });
  }

  private constructor(site: Site, headers: Operator['headers']) {
    this.#site = site;
    this.headers = headers;
  }

  /** The answer to what must go well; `path` below `/console/api/`. */
  async get<Answer>(path: string): Promise<Answer> {
    const { status, text, body } = await askConsole(this.#site, 'GET', path, this.headers);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${text}`);
    return body as Answer;
  }

  /** A change that must go well. */
  async send<Answer>(method: string, path: string, change: object = {}): Promise<Answer> {
    const { status, text, body } = await askConsole(this.#site, method, path, this.headers, change);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${text}`);
    return body as Answer;
  }
}

/** Asks with these headers and no others; writes carry `change`. */
export async function askConsole(
  site: Site,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>>,
  change: object = {},
): Promise<ConsoleReply> {
  const hasBody = method !== 'GET' && method !== 'HEAD';
  const answer = await fetch(site.url(`/console/api/${path}`), {
    method,
    headers: { ...(hasBody && { 'content-type': 'application/json' }), ...headers },
    ...(hasBody && { body: JSON.stringify(change) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get('content-type')?.includes('json') === true;
  return { status: answer.status, text, body: isJson ? JSON.parse(text) : {} };
}
