import { expect, setDefaultTimeout, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { inShow, openDesk, showRoom, tab, visit } from './lib/shop.ts';
import { Shopper } from './lib/shopper.ts';
import { Site, whyNoSite } from './lib/site.ts';
import { Talk } from './lib/talk.ts';

setDefaultTimeout(90_000);

const flags = ['--sends-per-second=1000', '--sends-burst=1000'];
const theirs = Array.from({ length: 50 }, (_, n) => `meanwhile ${n}`);
const own = ['into the dark 0', 'into the dark 1', 'into the dark 2'];
/** The rest of a page of history are members who came in. */
const mostOfPage = 40;
const shared = /^(meanwhile|into the dark)/;

test.skipIf(whyNoSite() !== undefined)(
  'a page that pulls its plug misses nothing, and what it writes meanwhile is stored once',
  async () => {
    await using site = await Site.open({ flags });
    const page = await visit(site);
    const talk = await Talk.lobby(page);
    const watching = await Talk.lobby(await visit(site));
    const desk = await openDesk(site);
    await using writer = await Shopper.inLobby(site, 'writer');

    await page.getByRole('button', { name: 'Go offline for 5 s' }).click();
    await talk.offline.waitFor();
    await desk.getByRole('button', { name: 'Push a card of City satchel' }).click();
    await writer.say(theirs);
    for (const text of own) await talk.say(text);
    await talk.line('into the dark 2').getByText('Sending').waitFor();
    // Nothing came through a line that is cut.
    expect(await talk.said(/^meanwhile/)).toEqual([]);

    expect(await settled(talk)).toEqual([...theirs, ...own]);
    expect(await settled(watching)).toEqual([...theirs, ...own]);
    await page
      .getByText(/^Back in .* Caught up from #\d+ to #\d+, 1 in all, none missing\.$/)
      .waitFor();
    await seesCard(page, 'City satchel');
    expect(site.problems()).toEqual([]);
  },
);

test.skipIf(whyNoSite() !== undefined)(
  'after a kill -9 of the server everything is there once and in order, and one goes on',
  async () => {
    await using site = await Site.open({ flags });
    const page = await visit(site);
    const talk = await Talk.lobby(page);
    const watching = await Talk.lobby(await visit(site));
    await using writer = await Shopper.inLobby(site, 'writer');
    await talk.say('into the dark 0');
    await watching.line('into the dark 0').waitFor();

    // Of the first half nobody knows how much was stored when the server dies.
    const first = writer.say(theirs.slice(0, 25));
    await site.server.kill();
    await talk.offline.waitFor();
    const second = writer.say(theirs.slice(25));
    for (const text of own.slice(1)) await talk.say(text);
    await site.startAgain();
    await site.server.api.ok('POST', `/v1/rooms/${showRoom}/messages`, satchel);
    await Promise.all([first, second]);

    const seen = await settled(talk);
    expect(await settled(watching)).toEqual(seen);
    expect(seen.filter((text) => text.startsWith('meanwhile'))).toEqual(theirs);
    expect(seen.filter((text) => text.startsWith('into'))).toEqual(own);
    await seesCard(page, 'City satchel');
    await inShow(page);
    // A page that comes now has the same from the store, the newest page of it.
    const late = await Talk.lobby(await visit(site));
    const newest = await late.untilSaid(mostOfPage, shared);
    expect(newest).toEqual(seen.slice(-newest.length));
    expect(site.problems(/ERR_CONNECTION|WebSocket|\/v1\/dev\//)).toEqual([]);
  },
);

const satchel = {
  kind: 'item',
  body: { itemId: 'bag', title: 'City satchel' },
  class: 'reliable',
};

/** All that was said, once nothing of one's own is on its way. */
async function settled(talk: Talk): Promise<string[]> {
  const said = await talk.untilSaid(theirs.length + own.length, shared);
  await talk.line('Sending').first().waitFor({ state: 'detached' });
  return talk.said(shared).then((texts) => (texts.length > said.length ? texts : said));
}

async function seesCard(page: Page, title: string): Promise<void> {
  await tab(page, 'Show').click();
  await page.getByRole('button', { name: new RegExp(`^Now shown.*${title}`) }).waitFor();
}
