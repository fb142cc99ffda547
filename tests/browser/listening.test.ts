import { expect, setDefaultTimeout, test } from 'bun:test';
import { until } from '@eagre/testkit';
import type { Page } from 'playwright-core';
import { openDesk, showRoom, userOf, visit } from './lib/shop.ts';
import { Site, whyNoSite } from './lib/site.ts';

/** Who left is gone at once: the end of a test waits until nobody is there. */
const flags = ['--room-grace-ms=200'];
/** One sentence about the chat each 6 s, and a rule of the host's that changed. */
const mostSaid = { ms: 8000, sentences: 3 } as const;
const fewDevices = 60;
/** A sheet has fewer, so that so many presses of Tab go round. */
const mostParts = 30;
setDefaultTimeout(90_000);

type Window = typeof globalThis & { said: string[] };

test.skipIf(whyNoSite() !== undefined)(
  'who listens to a full room is told of it at a pace that can be listened to, and finds back from a sheet',
  async () => {
    await using site = await Site.open({ flags });
    const [desk, page] = [await openDesk(site), await visit(site)];
    await openAndCloseTheBag(page);
    await using _crowd = await bring(site);
    await until(async () => (await page.getByRole('listitem').count()) > 20, {
      ...{ timeoutMs: 30_000, what: 'a crowd that talks' },
    });
    const user = await userOf(page);
    await page.getByRole('textbox', { name: 'Say something …' }).fill('here I am');
    await page.keyboard.press('Enter');
    await desk.getByRole('button', { name: `What to do about ${user}` }).click();
    await desk.getByRole('menuitem', { name: 'Mute for 1 min' }).click();
    await page.getByText(/^The host has muted you for another/).waitFor();
    await listen(page);
    await page.waitForFunction((ms) => performance.now() > ms, (await now(page)) + mostSaid.ms);
    const said = await page.evaluate(() => (globalThis as Window).said);
    expect(said.length, said.join('\n')).toBeLessThanOrEqual(mostSaid.sentences);
    expect(
      said.some((text) => /: .+\. And \d+ more\.$/.test(text)),
      said.join('\n'),
    ).toBe(true);
    // A name is not read as one word with what it says.
    const lines = page.getByRole('list', { name: 'Chat of the show' }).getByRole('listitem');
    expect(await lines.last().textContent()).toMatch(/^viewer-\d+: /);
    expect(site.problems()).toEqual([]);
  },
);

/** The focus is kept in it while it is open, and given back. */
async function openAndCloseTheBag(page: Page): Promise<void> {
  const bag = page.getByRole('button', { name: 'All items' });
  await bag.focus();
  await page.keyboard.press('Enter');
  const sheet = page.getByRole('dialog');
  await sheet.waitFor();
  const isInside = () => sheet.evaluate((dialog) => dialog.contains(document.activeElement));
  for (let presses = 0; presses < mostParts; presses += 1) {
    expect(await isInside()).toBe(true);
    await page.keyboard.press('Tab');
  }
  await page.keyboard.press('Escape');
  await sheet.waitFor({ state: 'detached' });
  await bag.and(page.locator(':focus')).waitFor();
}

async function bring(site: Site): Promise<AsyncDisposable> {
  const url = site.url('/v1/dev/crowd');
  const order = { room: showRoom.replace('room:', ''), devices: fewDevices, minutes: 2 };
  const headers = { 'content-type': 'application/json' };
  const { ok } = await fetch(url, { method: 'POST', headers, body: JSON.stringify(order) });
  expect(ok).toBe(true);
  // Also after a failure: the server waits until no device is left.
  return { [Symbol.asyncDispose]: async () => void (await fetch(url, { method: 'DELETE' })) };
}

/** Notes what live regions say from now on, as often as their text changes. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    const regions = '[role=status], [role=log], [role=alert], [aria-live]:not([aria-live=off])';
    const said: string[] = [];
    (globalThis as Window).said = said;
    new MutationObserver((changes) => {
      const spoken = new Set(
        changes.map(({ target }) =>
          (target instanceof Element ? target : target.parentElement)?.closest(regions),
        ),
      );
      for (const region of spoken) if (region?.textContent) said.push(region.textContent);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
  });
}

function now(page: Page): Promise<number> {
  return page.evaluate(() => performance.now());
}
