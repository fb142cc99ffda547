import type { PageOptions } from '@eagre/testkit';
import type { Locator, Page } from 'playwright-core';
import type { Site } from './site.ts';

/** A phone as most people hold it. */
export const phone = { viewport: { width: 390, height: 844 }, touch: true } as const;
export const showRoom = 'room:show1';
/** A machine under load brings somebody into the show more slowly than anything else. ms. */
const entryMs = 20_000;

export type TabName = 'Show' | 'Chats' | 'Me';

const tabNames: Readonly<Record<TabName, RegExp>> = {
  Show: /^(Show|直播)/,
  Chats: /^(Chats|消息)/,
  Me: /^(Me|我的)/,
};

/** A page of a shopper of his own who is in the show. */
export async function visit(site: Site, options: PageOptions = {}): Promise<Page> {
  const page = await site.page('/', options);
  await inShow(page);
  return page;
}

/** Until the page is in the show: nobody likes from outside. */
export async function inShow(page: Page): Promise<void> {
  await likeButton(page).waitFor({ timeout: entryMs });
}

/** Only while it may be pressed. */
export function likeButton(page: Page): Locator {
  return page.getByRole('button', { name: /^(Like|点赞)$/, disabled: false });
}

/** `name` of a tab, in whatever language the page is. */
export function tab(page: Page, name: TabName): Locator {
  return page.getByRole('tab', { name: tabNames[name] });
}

/** The host's desk, when he is in the show and may act. */
export async function openDesk(site: Site, options: PageOptions = {}): Promise<Page> {
  const page = await site.page('/host', { viewport: { width: 1440, height: 1000 }, ...options });
  const isMuted = { name: /^(Mute everybody|全员禁言)$/, disabled: false } as const;
  await page.getByRole('switch', isMuted).waitFor({ timeout: entryMs });
  await page.getByText(/^(You are not the host yet|你还不是主播)$/).waitFor({ state: 'detached' });
  return page;
}

/** By the name that the shop drew for whoever opened it; the tab is left as it is found. */
export async function userOf(page: Page): Promise<string> {
  const before = page.getByRole('tab', { selected: true });
  const name = (await before.textContent()) ?? '';
  await tab(page, 'Me').click();
  const user = await page
    .getByRole('region', { name: /^(Me|我的)$/ })
    .getByRole('heading')
    .textContent();
  const back = (['Show', 'Chats', 'Me'] as const).find((one) => tabNames[one].test(name));
  await tab(page, back ?? 'Show').click();
  if (user === null) throw new Error('the page does not say who one is');
  return user;
}
