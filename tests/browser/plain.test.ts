import { expect, setDefaultTimeout, test } from 'bun:test';
import { Site, whyNoSite } from './lib/site.ts';

setDefaultTimeout(60_000);

test.skipIf(whyNoSite() !== undefined)(
  'two people chat by the page without a framework',
  async () => {
    await using site = await Site.open();
    const ann = await site.page('/examples/plain?user=ann');
    await ann.getByText('ann is online').waitFor();
    const bob = await site.page('/examples/plain?user=bob');
    await bob.getByText('bob is online').waitFor();

    await ann.getByLabel('Message').fill('is anybody <b>there</b>?');
    await ann.keyboard.press('Enter');
    for (const page of [ann, bob]) await page.getByText('ann: is anybody <b>there</b>?').waitFor();

    await bob.getByLabel('Message').fill('我在 ❤');
    await bob.getByRole('button', { name: 'Send' }).click();
    for (const page of [ann, bob]) {
      await page.getByText('bob: 我在 ❤').waitFor();
      expect(await page.getByRole('listitem').count()).toBe(2);
      expect(await page.getByLabel('Message').inputValue()).toBe('');
    }
    // The one who creates the group is refused nothing; the other learns that it exists, and joins.
    expect(site.problems()).toEqual([]);
  },
);
