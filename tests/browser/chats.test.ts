import { expect, setDefaultTimeout, test } from 'bun:test';
import type { Page } from 'playwright-core';
import { phone, tab, userOf, visit } from './lib/shop.ts';
import { Shopper } from './lib/shopper.ts';
import { Site, whyNoSite } from './lib/site.ts';
import { Talk } from './lib/talk.ts';

setDefaultTimeout(90_000);

const flags = ['--sends-per-second=1000', '--sends-burst=1000', '--room-grace-ms=200'];
const sentAlone = 'Only the one it is for sees this';
const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

test.skipIf(whyNoSite() !== undefined)(
  'two chat, quickly and at once: both see the same, each line once',
  async () => {
    await using site = await Site.open({ flags });
    const pages = [await visit(site), await visit(site, phone)] as const;
    const [ann, bob] = [await Talk.lobby(pages[0]), await Talk.lobby(pages[1])];
    await ann.say('is anybody <b>there</b>?');
    await bob.line('is anybody <b>there</b>?').waitFor();
    await bob.say('我在，直播间的水壶太好看了 ❤');
    await ann.line('我在，直播间的水壶太好看了 ❤').waitFor();

    const chatter = async (talk: Talk, who: string) => {
      for (const n of numbers(20)) await talk.say(`quick ${who}${n}`);
    };
    await Promise.all([chatter(ann, 'a'), chatter(bob, 'b')]);
    const seen = await Promise.all([ann, bob].map((talk) => talk.untilSaid(40, /^quick/)));
    expect(seen[0]).toEqual(seen[1] as string[]);
    for (const who of ['a', 'b']) {
      const own = seen[0]?.filter((text) => text.startsWith(`quick ${who}`));
      expect(own).toEqual(numbers(20).map((n) => `quick ${who}${n}`));
    }
    expect(seen[0]).toHaveLength(40);
    expect(site.problems()).toEqual([]);
  },
);

test.skipIf(whyNoSite() !== undefined)(
  'who comes late has the newest page, and by scrolling up all of it in order; his welcome is his alone',
  async () => {
    await using site = await Site.open({ flags });
    const owner = await visit(site);
    const talk = await Talk.lobby(owner);
    const all = numbers(260).map((n) => `history ${1000 + n}`);
    await using writer = await Shopper.inLobby(site, 'writer');
    await writer.say(all);
    await talk.line('history 1259').waitFor();

    const page = await visit(site, phone);
    const user = await userOf(page);
    const late = await Talk.lobby(page);
    await late.line(`Welcome, ${user}!`).filter({ hasText: 'Only you see this' }).waitFor();
    const looks = await late.upwards(/^history/);
    // The first page is no more than it has to be.
    expect(looks[0]?.length).toBeLessThan(100);
    expect(looks[0]?.at(-1)).toBe('history 1259');
    const first = (look: string[]) => all.indexOf(look[0] ?? '');
    for (const look of looks) expect(look).toEqual(all.slice(first(look)).slice(0, look.length));
    expect(new Set(looks.flat()).size).toBe(all.length);
    await late.page.getByRole('button', { name: 'To the newest message' }).click();
    await late.line('history 1259').waitFor();

    await talk.line(`Welcome, ${user}!`).filter({ hasText: sentAlone }).waitFor();
    const third = await Talk.lobby(await visit(site));
    await third.line('Only you see this').waitFor();
    expect(await third.said(new RegExp(user))).toEqual([]);
    expect(await late.said(/^Only/)).toHaveLength(1);
    expect(site.problems()).toEqual([]);
  },
);

test.skipIf(whyNoSite() !== undefined)(
  'unread ones are counted for who looks elsewhere, and read ones told to the writer, also when he comes back',
  async () => {
    await using site = await Site.open({ flags });
    const [annPage, bobPage] = [await visit(site), await visit(site)];
    const [annUser, bobUser] = [await userOf(annPage), await userOf(bobPage)];
    const ann = await Talk.lobby(annPage);
    await ann.line(`Welcome, ${bobUser}!`).filter({ hasText: sentAlone }).waitFor();
    await (await Talk.lobby(bobPage)).back();
    await nothingUnread(bobPage);
    await tab(bobPage, 'Show').click();
    for (const n of numbers(3)) await ann.say(`for later ${n}`);
    await bobPage.getByRole('tab', { name: 'Chats 3 unread' }).waitFor();
    await nothingUnread(annPage);
    await tab(bobPage, 'Chats').click();
    await bobPage.getByRole('button', { name: /lobby.*3 unread/ }).waitFor();
    const bob = await Talk.lobby(bobPage);
    await bob.line('for later 2').waitFor();
    await nothingUnread(bobPage);

    await ann.typeUntil(bobPage.getByRole('button', { name: `${annUser} is writing …` }));
    await bob.back();
    const direct = await Talk.friend(bobPage, annUser);
    await direct.say('between us');
    const mine = direct.line('between us');
    await mine.getByLabel('Sent', { exact: true }).waitFor();
    await ann.back();
    await annPage.getByRole('button', { name: new RegExp(`^${bobUser}.*1 unread`) }).click();
    const answer = await Talk.opened(annPage);
    await answer.line('between us').waitFor();
    await mine.getByLabel('Read', { exact: true }).waitFor();
    await answer.typeUntil(bobPage.getByRole('button', { name: / writing …/ }));
    await answer.back();
    await readersIn(await Talk.lobby(annPage), 'for later 2', `Read by ${bobUser}`);

    await annPage.context().close();
    await bobPage.reload();
    await tab(bobPage, 'Chats').click();
    await bobPage.getByRole('button', { name: new RegExp(`^${annUser}`) }).click();
    const again = (await Talk.opened(bobPage)).line('between us');
    await again.getByLabel('Read', { exact: true }).waitFor();
    expect(site.problems()).toEqual([]);
  },
);

test.skipIf(whyNoSite() !== undefined)(
  'an item of the show is shared with the lobby, and a message taken back',
  async () => {
    await using site = await Site.open({ flags });
    const [page, other] = [await visit(site, phone), await visit(site)];
    const user = await userOf(page);
    const watching = await Talk.lobby(other);
    await page.getByRole('button', { name: 'All items' }).click();
    await page.getByRole('button', { name: /Quiet headphones/ }).click();
    await page.getByRole('button', { name: 'Share', exact: true }).click();
    const sheet = page.getByRole('dialog', { name: 'Share with' });
    await sheet.getByRole('listitem').filter({ hasText: 'lobby' }).getByRole('button').click();
    await sheet.getByText('Sent', { exact: true }).waitFor();
    await sheet.getByRole('button', { name: 'Close' }).click();
    await watching.line('Quiet headphones').getByRole('button', { name: /¥399/ }).click();
    await other.getByRole('dialog', { name: 'Quiet headphones' }).getByText('¥399').waitFor();
    await other.keyboard.press('Escape');

    const talk = await Talk.lobby(page);
    await talk.say('oops, the wrong window');
    await watching.line('oops').waitFor();
    const line = talk.line('oops');
    await line.getByLabel('Sent', { exact: true }).waitFor();
    await talk.holdFinger(line);
    await page.getByRole('menuitem', { name: 'Take back' }).click();
    await talk.line('You took back a message').waitFor();
    await watching.line(`${user} took back a message`).waitFor();
    expect(await watching.line('oops').count()).toBe(0);
    expect(site.problems()).toEqual([]);
  },
);

/** What the details of a message in a group say of its readers. */
async function readersIn(talk: Talk, message: string, words: string): Promise<void> {
  await talk.line(message).locator('[data-bubble]').click({ button: 'right' });
  await talk.page.getByRole('menuitem', { name: 'Details' }).click();
  const sheet = talk.page.getByRole('dialog', { name: 'Message' });
  await sheet.getByText(words).waitFor();
  await sheet.getByRole('button', { name: 'Close' }).click();
}

/** Its own messages and those in sight are not unread. */
function nothingUnread(page: Page): Promise<void> {
  return page.getByRole('tab', { name: 'Chats', exact: true }).waitFor();
}
