import { expect, setDefaultTimeout, test } from 'bun:test';
import { until } from '@eagre/testkit';
import type { Page } from 'playwright-core';
import { Viewer } from '../integration/support/viewer.ts';
import { consoleFlags, heading, noSession, signIn } from './lib/operator.ts';
import { Site, whyNoSite } from './lib/site.ts';

setDefaultTimeout(60_000);

const room = 'room:show1';

/** Two may say as much as a crowd would. */
const talkative = [
  ...['--commands-per-second=10000', '--commands-burst=100000'],
  ...['--room-user-per-second=1000', '--room-user-burst=1000', '--room-grace-ms=200'],
  ...['--sends-per-second=10000', '--sends-burst=100000'],
];

/** Between two things that one says: a load that a small machine does not notice. */
const pauseMs = 20;

/** Every time the console asks for figures it gets those of whole seconds; each is one point more. */
function countPoints(page: Page): { count: number; asked: number } {
  const points = { count: 0, asked: 0 };
  page.on('response', async (answer) => {
    if (!answer.url().includes('/console/api/series')) return;
    points.asked += 1;
    const { nodes } = (await answer.json().catch(() => ({ nodes: [] }))) as SeriesBody;
    points.count += nodes[0]?.values['connections']?.length ?? 0;
  });
  return points;
}

interface SeriesBody {
  readonly nodes: readonly { readonly values: Readonly<Record<string, readonly unknown[]>> }[];
}

/** A figure at the head of the page, as it is written there. */
const figure = (page: Page, label: string) =>
  page
    .getByLabel('Figures of this moment')
    .locator('div', { has: page.locator('dt').getByText(label, { exact: true }) })
    .locator('dd')
    .first();

const plot = (page: Page, summary: RegExp) => page.getByRole('img', { name: summary });

test.skipIf(whyNoSite() !== undefined)(
  'the figures and plots of the page show what devices do, a second at a time, until it is paused',
  async () => {
    await using site = await Site.open({ flags: [...consoleFlags, ...talkative] });
    const { api } = site.server;
    // So little is shown in a second that the rest is left out.
    await api.ok('POST', '/v1/rooms', { room, tier: { windowMs: 100, displayPerSecond: 5 } });
    // So high that all plots are seen: those that are not stand still.
    const page = await site.page('/console', { viewport: { width: 1280, height: 3000 } });
    const points = countPoints(page);
    await signIn(page, 'Lin');
    await heading(page, 'Now').waitFor();
    await plot(page, /^Connections, users, rooms, .*Connections: now 0, /).waitFor();
    const before = points.count;

    await using ann = await Viewer.enter(site.server, 'ann', room);
    await using bob = await Viewer.enter(site.server, 'bob', room);
    let isOver = false;
    const talk = (async () => {
      for (let n = 0; !isOver; n += 1) {
        await Promise.all([ann.room.send(`ann ${n}`), bob.room.send(`bob ${n}`)]);
        await ann.client.direct('bob').send(`between us ${n}`);
        await Bun.sleep(pauseMs);
      }
    })();
    try {
      await until(async () => (await figure(page, 'Connections').textContent()) === '2');
      await until(async () => (await figure(page, 'Users online').textContent()) === '2');
      for (const label of ['Messages in', 'Messages out', 'Ack p99', 'Delivery p99']) {
        await until(async () => /[1-9]/.test((await figure(page, label).textContent()) ?? ''), {
          what: `${label} to be more than nothing`,
          timeoutMs: 10_000,
        });
      }
      for (const summary of [
        /^Connections, users, rooms, last 10 min\. Connections: now 2, .* most 2\..*In rooms: now 2/,
        /^Messages in, .*Messages in: now [1-9]/,
        /^Frames out, .*Frames out: now [1-9]/,
        /^Rows stored, .*most [1-9]/,
        /^Send to acknowledgement, .*Ack p50: .*[\d.]+.ms.*Ack p99: .*[\d.]+.ms/,
        /^Receipt to delivery, .*Delivery p99: .*[\d.]+.ms/,
        /^Store commit, .*Commit p99: .*[\d.]+.ms/,
        /^Left out, by reason, .*room: cap, \w+: .*most [1-9]/,
      ]) {
        // The summary is written anew every ten seconds, for nobody listens to one that changes each second.
        await plot(page, summary).waitFor({ state: 'attached', timeout: 20_000 });
      }
      await until(() => points.count >= before + 5, { timeoutMs: 10_000 });

      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Go live' }).waitFor();
      const [asked, shown] = [points.asked, await page.locator('main').textContent()];
      // A device more, and seconds in which a page that still moved would show it.
      await using cid = await Viewer.enter(site.server, 'cid', room);
      const toNow = cid.chat.length;
      await until(() => cid.chat.length > toNow + 15, { timeoutMs: 15_000 });
      expect(await page.locator('main').textContent()).toBe(shown);
      // One may have been on its way; it is heard of no more.
      expect(points.asked - asked).toBeLessThanOrEqual(1);

      await page.getByRole('button', { name: 'Go live' }).click();
      await until(async () => (await figure(page, 'Connections').textContent()) === '3');
    } finally {
      isOver = true;
      await talk;
    }
    expect(site.problems(noSession)).toEqual([]);
  },
);
