import { expect, setDefaultTimeout, test } from 'bun:test';
import { accessibilityProblems } from '@eagre/testkit';
import type { Page } from 'playwright-core';
import { Site, whyNoSite } from './lib/site.ts';

setDefaultTimeout(90_000);

const adminKey = 'a-key-of-the-night-of-the-promotion';
const flags = [`--admin-key=${adminKey}`];
/** Browsers write each refused request into their console; the pages without a session have some. */
const noSession = /401/;

async function signIn(page: Page, key = adminKey): Promise<void> {
  await page.getByLabel('Your name').fill('Lin');
  await page.getByLabel('Admin key').fill(key);
  await page.keyboard.press('Enter');
}

const heading = (page: Page, name: string) => page.getByRole('heading', { level: 1, name });

test.skipIf(whyNoSite() !== undefined)(
  'an operator signs in, looks round, is signed out at work and comes back to the same page',
  async () => {
    await using site = await Site.open({ flags });
    const page = await site.page('/console/audit');

    await signIn(page, 'not-the-key-of-this-server');
    await page.getByText('This is not the admin key.').waitFor();
    await signIn(page);
    await heading(page, 'Audit log').waitFor();
    await page.getByRole('cell', { name: 'Sign-in refused' }).waitFor();

    await page.getByRole('link', { name: 'Now' }).click();
    await page.getByRole('img', { name: /^Memory, last 10 min.*now [\d.]+/ }).waitFor();
    expect(await accessibilityProblems(page)).toEqual([]);
    expect(await page.title()).toBe('Now · Eagre console');

    for (const name of ['Nodes', 'Configuration', 'Apps']) {
      await page.getByRole('link', { name }).click();
      await heading(page, name).waitFor();
    }
    await page.getByRole('link', { name: 'Nodes' }).click();
    await page.getByRole('rowheader', { name: 'main' }).waitFor();

    // Somebody ends the session elsewhere: the next question finds out.
    await page.context().clearCookies();
    await page.getByText('Your session has ended.').waitFor();
    expect(new URL(page.url()).pathname).toBe('/console/nodes');
    await signIn(page);
    await page.getByRole('rowheader', { name: 'main' }).waitFor();
    expect(site.problems(noSession)).toEqual([]);
  },
);

test.skipIf(whyNoSite() !== undefined)(
  'on a phone the pages are behind a button, in the language of the device',
  async () => {
    await using site = await Site.open({ flags });
    const page = await site.page('/console/nodes', {
      language: 'zh-CN',
      viewport: { width: 390, height: 844 },
    });
    await page.getByLabel('您的姓名').fill('林月');
    await page.getByLabel('管理密钥').fill(adminKey);
    await page.getByRole('button', { name: '登录' }).click();
    await heading(page, '节点').waitFor();
    await page.getByRole('button', { name: '打开导航' }).click();
    await page.getByRole('link', { name: '操作日志' }).click();
    await heading(page, '操作日志').waitFor();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    const tooWide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(tooWide).toBe(0);
    expect(site.problems(noSession)).toEqual([]);
  },
);
