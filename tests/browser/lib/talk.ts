import { until } from '@eagre/testkit';
import type { Locator, Page } from 'playwright-core';
import { tab } from './shop.ts';

/** Scrolled by so much at a time: less than is drawn around what is in sight. px. */
const strokePx = 700;

/** A conversation that is open in a page of the shop in English. */
export class Talk {
  readonly page: Page;

  /** The group that everybody is in, which the page joins by itself. */
  static async lobby(page: Page): Promise<Talk> {
    await tab(page, 'Chats').click();
    await page
      .getByRole('button', { name: /lobby|大厅/ })
      .first()
      .click();
    return Talk.opened(page);
  }

  /** The direct chat with somebody, begun in this page. */
  static async friend(page: Page, user: string): Promise<Talk> {
    await tab(page, 'Chats').click();
    await page.getByRole('button', { name: 'New chat' }).click();
    await page.getByRole('menuitem', { name: 'Message a friend' }).click();
    await page.getByRole('textbox', { name: 'User id of your friend' }).fill(user);
    await page.getByRole('button', { name: 'Open chat' }).click();
    return Talk.opened(page);
  }

  static async opened(page: Page): Promise<Talk> {
    const talk = new Talk(page);
    await talk.field.waitFor();
    return talk;
  }

  private constructor(page: Page) {
    this.page = page;
  }

  get log(): Locator {
    return this.page.getByRole('log', { name: 'Messages' });
  }

  /** What it says while the connection is away. */
  get offline(): Locator {
    const words = 'What you write now waits and is sent once.';
    return this.page.getByRole('status').filter({ hasText: words });
  }

  get field(): Locator {
    return this.page.getByRole('textbox', { name: 'Message', exact: true });
  }

  /** Lines of all kinds that have this in them. */
  line(text: string | RegExp): Locator {
    return this.log.getByRole('listitem').filter({ hasText: text });
  }

  async say(text: string): Promise<void> {
    await this.field.fill(text);
    await this.field.press('Enter');
  }

  /** What the drawn messages say, first one first, those only that match. */
  async said(pattern = /^/): Promise<string[]> {
    const texts = await this.log.locator('[data-bubble]').allInnerTexts();
    return texts.filter((text) => pattern.test(text));
  }

  /** Until that many messages that match are drawn; gives them. */
  async untilSaid(count: number, pattern?: RegExp, timeoutMs = 20_000): Promise<string[]> {
    let last: string[] = [];
    const isThere = async () => {
      last = await this.said(pattern);
      return last.length >= count;
    };
    await until(isThere, { timeoutMs, pollMs: 50, what: `${count} messages` }).catch((error) => {
      throw new Error(`${last.length} of ${count} messages: ${last.join(' | ')}`, { cause: error });
    });
    return last;
  }

  /** Scrolls up to the first message of all; gives what was drawn at each look on the way. */
  async upwards(pattern: RegExp): Promise<string[][]> {
    const looks = [await this.said(pattern)];
    const beginning = this.page.getByText('This is the beginning of the group.');
    await this.log.hover();
    await until(
      async () => {
        await this.page.mouse.wheel(0, -strokePx);
        looks.push(await this.said(pattern));
        return beginning.isVisible();
      },
      { timeoutMs: 30_000, pollMs: 30, what: 'the beginning of the group' },
    );
    return [...looks, await this.said(pattern)];
  }

  /** Opens what can be done with a message by a finger that rests on it. */
  async holdFinger(message: Locator): Promise<void> {
    const box = await message.locator('[data-bubble]').boundingBox();
    if (box === null) throw new Error('the message is not in sight');
    const touchPoints = [{ x: box.x + box.width / 2, y: box.y + box.height / 2 }];
    const cdp = await this.page.context().newCDPSession(this.page);
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints });
    await this.page.getByRole('menu').waitFor();
    await cdp.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
    await cdp.detach();
  }

  /** Goes on typing until a page shows it: others are told of it every few seconds. */
  async typeUntil(seen: Locator): Promise<void> {
    const type = async () => {
      await this.field.press('m');
      return seen.isVisible();
    };
    await until(type, { timeoutMs: 10_000, pollMs: 100, what: `${seen}` });
  }

  async back(): Promise<void> {
    await this.page.getByRole('button', { name: 'Back' }).click();
  }
}
