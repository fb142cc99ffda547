import { expect, setDefaultTimeout, test } from 'bun:test';
import type { WaysAnswer } from '@eagre/server/console';
import { accessibilityProblems, type PageOptions } from '@eagre/testkit';
import { group, room, Scene } from './lib/console-scene.ts';
import { adminKey, noSession, Operator } from './lib/operator.ts';
import { whyNoSite } from './lib/site.ts';

setDefaultTimeout(90_000);

/** What is there when a page has come, whatever its language. */
const pages: readonly (readonly [path: string, seen: string])[] = [
  ['', 'img[alt], [role=img]'],
  ['/rooms', `text=${room}`],
  [`/rooms/dev/${room}`, 'role=tabpanel'],
  ['/queues', `text=${group}`],
  [`/queues/dev/${group}`, 'text=is anybody there?'],
  ['/people', 'text=cid'],
  ['/people/dev/ann', `text=${group}`],
  ['/ways', 'role=table'],
  ['/nodes', 'role=rowheader'],
  ['/configuration', 'text=adminKey'],
  ['/apps', 'text=HS256'],
  ['/audit', 'text=Lin'],
  ['/no-such-page', 'role=link'],
];

const looks: readonly PageOptions[] = [
  { colours: 'light', language: 'en-US' },
  { colours: 'dark', language: 'zh-CN' },
  { colours: 'dark', language: 'en-US', viewport: { width: 390, height: 844 } },
];

test.skipIf(whyNoSite() !== undefined)(
  'everybody can use every page: light and dark, in both languages, on a phone',
  async () => {
    await using scene = await Scene.open();
    const { site } = scene;
    const operator = await Operator.signIn(site, 'Lin');
    const { ways } = await operator.get<WaysAnswer>('ways?app=dev');
    const way = `/ways/${encodeURIComponent(ways[0]?.id ?? 'none')}?app=dev`;
    const problems: string[] = [];
    for (const look of looks) {
      const page = await site.page('/console', look);
      await page.locator('input[name=password]').waitFor();
      const told = `${look.colours} ${look.language} ${look.viewport?.width ?? ''}`;
      const check = async (path: string) => {
        for (const one of await accessibilityProblems(page))
          problems.push(`${told} ${path}: ${one}`);
      };
      await check('login');
      await page.locator('input[name=username]').fill('Lin');
      await page.locator('input[name=password]').fill(adminKey);
      await page.keyboard.press('Enter');
      await page.getByRole('banner').waitFor();
      for (const [path, seen] of [...pages, [way, 'role=table'] as const]) {
        await page.goto(site.url(`/console${path}`));
        await page.getByRole('main').locator(seen).first().waitFor();
        await check(path);
      }
      await page.goto(site.url(`/console/rooms/dev/${room}`));
      for (const tab of await page.getByRole('tab').all()) {
        await tab.click();
        await page.getByRole('tabpanel').waitFor();
        await check(`the tab ${await tab.textContent()} of a room`);
      }
      await page.context().close();
    }
    expect(problems).toEqual([]);
    expect(site.problems(noSession)).toEqual([]);
  },
);
