import { expect, setDefaultTimeout, test } from 'bun:test';
import { until } from '@eagre/testkit';
import type { Page } from 'playwright-core';
import { Viewer } from '../integration/support/viewer.ts';
import { countFrames } from './lib/frames.ts';
import { Site, whyNoSite } from './lib/site.ts';

setDefaultTimeout(60_000);

const room = 'room:show1';
const messages = 60;
const cards = 6;

/** What the page keeps for the test. */
interface Seen {
  chat: string[];
  /** `syncId title` of reliable messages. */
  cards: string[];
  devices: number;
  failures: string[];
}

test.skipIf(whyNoSite() !== undefined)(
  'in a browser, packed frames say the same as plain ones, in the same order',
  async () => {
    const flags = ['--room-user-per-second=1000', '--room-user-burst=1000', '--room-grace-ms=200'];
    await using site = await Site.open({ flags });
    const { api } = site.server;
    await api.ok('POST', '/v1/rooms', { room, tier: { windowMs: 0, displayPerSecond: 0 } });
    const [packed, plain] = [await site.emptyPage(), await site.emptyPage()];
    const frames = { packed: countFrames(packed), plain: countFrames(plain) };
    await watch(packed, 'packed', true);
    await watch(plain, 'plain', false);
    await using speaker = await Viewer.enter(site.server, 'speaker', room, { pack: false });
    await until(() => speaker.room.online.devices === 3);

    // Long and short in turns, quickly: one that is soon unpacked must not overtake.
    const said = Array.from({ length: messages }, (_, n) =>
      `第 ${n} 条 — message ${n} ❤`.padEnd(n % 2 === 0 ? 4000 : 1, '…'),
    );
    for (const [n, text] of said.entries()) {
      await speaker.room.send(text);
      if (n % 10 === 0) await api.ok('POST', `/v1/rooms/${room}/messages`, card(n / 10));
    }

    const shown = Array.from({ length: cards }, (_, n) => `${n + 1} card ${n}`);
    for (const page of [packed, plain]) {
      await until(async () => {
        const seen = await seenBy(page);
        return seen.chat.length >= messages && seen.cards.length >= cards;
      });
      const seen = await seenBy(page);
      expect(seen.chat).toEqual(said);
      expect(seen.cards).toEqual(shown);
      expect(seen.failures).toEqual([]);
    }
    expect(frames.packed.binary).toBeGreaterThan(0);
    expect(frames.plain.binary).toBe(0);
    // Small ones come as text: packing them would gain nothing.
    expect(frames.packed.text).toBeGreaterThan(0);
    expect(site.problems()).toEqual([]);
  },
);

function card(n: number) {
  return { kind: 'item', body: { itemId: `sku-${n}`, title: `card ${n}` }, class: 'reliable' };
}

type Window = typeof globalThis & { seen: Seen };

/** Enters the room in the page by the SDK and keeps what comes. */
async function watch(page: Page, user: string, pack: boolean): Promise<void> {
  await page.evaluate(
    async ({ sdk, room, user, pack }) => {
      const { createClient } = (await import(sdk)) as typeof import('@eagre/client');
      const seen: Seen = { chat: [], cards: [], devices: 0, failures: [] };
      (globalThis as Window).seen = seen;
      const token = async () => {
        const headers = { 'content-type': 'application/json' };
        const order = { method: 'POST', headers, body: JSON.stringify({ user }) };
        const answer = await fetch('/v1/dev/token', order);
        return ((await answer.json()) as { token: string }).token;
      };
      const client = createClient({ url: location.origin, user, token, pack });
      client.on('error', ({ error }) => seen.failures.push(String(error)));
      await client.connect();
      const entered = await client.enter(room);
      entered.on('chat', ({ body }) => seen.chat.push(String(body['text'])));
      entered.on('message', ({ syncId, body }) => seen.cards.push(`${syncId} ${body['title']}`));
      entered.on('gap', ({ reason }) => seen.failures.push(`gap: ${reason}`));
    },
    { sdk: '/eagre-client.js', room, user, pack },
  );
}

function seenBy(page: Page): Promise<Seen> {
  return page.evaluate(() => (globalThis as Window).seen);
}
