import { expect, setDefaultTimeout, test } from 'bun:test';
import { accessibilityProblems } from '@eagre/testkit';
import type { Locator, Page } from 'playwright-core';
import { en } from '../../packages/web/src/shop/texts/en.ts';
import { zh } from '../../packages/web/src/shop/texts/zh.ts';
import { inShow, openDesk, phone, tab, visit } from './lib/shop.ts';
import { Site, whyNoSite } from './lib/site.ts';

/** Who left is gone at once: the end of a test waits until nobody is there. */
const flags = ['--room-grace-ms=200'];
setDefaultTimeout(120_000);

const texts = { 'en-US': en, 'zh-CN': zh } as const;
type Language = keyof typeof texts;

/** Each language in each of the colours, each on each kind of device. */
const looks = [
  { language: 'en-US', colours: 'light' },
  { language: 'zh-CN', colours: 'dark' },
  { language: 'en-US', colours: 'dark', ...phone },
  { language: 'zh-CN', colours: 'light', ...phone },
] as const;

test.skipIf(whyNoSite() !== undefined)(
  'every page of the shop can be used by everybody, in both languages, by day and by night',
  async () => {
    await using site = await Site.open({ flags });
    const found: string[] = [];
    for (const look of looks) {
      const { language, colours } = look;
      const check = async (page: Page, what: string) => {
        const problems = await accessibilityProblems(page);
        found.push(...problems.map((problem) => `${what} ${language} ${colours}: ${problem}`));
      };
      const desk = await openDesk(site, { language, colours });
      await pushCard(desk, language);
      await check(desk, 'host');
      const page = await visit(site, look);
      await page.getByText(texts[language].show.nowShown).waitFor();
      await check(page, 'show');
      await lookAround(page, language, check);
      await Promise.all([desk.context().close(), page.context().close()]);
    }
    expect(found).toEqual([]);
    expect(site.problems()).toEqual([]);
  },
);

test.skipIf(whyNoSite() !== undefined)(
  'a person without a mouse says something, likes the show and writes into the lobby',
  async () => {
    await using site = await Site.open({ flags });
    const page = await site.page('/');
    await inShow(page);
    const keys = page.keyboard;
    await tabTo(page, page.getByRole('textbox', { name: 'Say something …' }));
    await keys.type('from the keyboard');
    await keys.press('Enter');
    const chat = page.getByRole('list', { name: 'Chat of the show' });
    await chat.getByText('from the keyboard').waitFor();
    await tabTo(page, page.getByRole('button', { name: 'Like', exact: true }));
    await keys.press('Enter');
    await page.getByText(/^Likes: [1-9]\d*$/).waitFor();
    await tabTo(page, tab(page, 'Show'), 'Shift+Tab');
    await keys.press('ArrowRight');
    const row = page.getByRole('button', { name: /lobby/ });
    await row.waitFor();
    await tabTo(page, row);
    await keys.press('Enter');
    const field = page.getByRole('textbox', { name: 'Message', exact: true });
    await field.waitFor();
    await tabTo(page, field);
    await keys.type('by keys alone');
    await keys.press('Enter');
    await page.getByRole('log', { name: 'Messages' }).getByText('by keys alone').waitFor();
    expect(site.problems()).toEqual([]);
  },
);

async function pushCard(desk: Page, language: Language): Promise<void> {
  const { host } = texts[language];
  const title = language === 'zh-CN' ? '鸣笛水壶' : 'Whistling kettle';
  await desk.getByRole('button', { name: host.pushLabel.replace('{{title}}', title) }).click();
}

type Check = (page: Page, what: string) => Promise<void>;

/** The list of chats, a conversation, its members, and what one is called. */
async function lookAround(page: Page, language: Language, check: Check): Promise<void> {
  const { chats } = texts[language];
  await tab(page, 'Chats').click();
  const row = page.getByRole('button', { name: /lobby|大厅/ }).first();
  await row.waitFor();
  await check(page, 'chats');
  await row.click();
  const field = page.getByRole('textbox', { name: chats.talk.write, exact: true });
  await field.fill('你好, all of you');
  await field.press('Enter');
  const log = page.getByRole('log', { name: chats.talk.messages });
  await log.getByText('你好, all of you').last().waitFor();
  await check(page, 'conversation');
  await page.getByRole('button', { name: chats.members.open }).first().click();
  await page.getByRole('heading', { name: chats.members.title }).waitFor();
  await check(page, 'members');
  await tab(page, 'Me').click();
  await page.getByRole('textbox', { name: texts[language].frame.name }).waitFor();
  await check(page, 'me');
}

/** Tab, or Shift+Tab, until this has the focus; within what a person would bear. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  const focused = target.and(page.locator(':focus'));
  for (let presses = 0; presses < mostPresses; presses += 1) {
    if ((await focused.count()) > 0) return;
    await page.keyboard.press(key);
  }
  throw new Error(`${mostPresses} presses of ${key} do not reach ${target}`);
}

/** From the first part of the page to its last and round again is far less. */
const mostPresses = 60;
