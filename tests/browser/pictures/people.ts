import type { EagreClient } from '@eagre/client';
import { Viewer } from '../../integration/support/viewer.ts';
import type { Site } from '../lib/site.ts';

/** The shopper through whose eyes the shop is seen. */
export const shopper = 'lan-233';
const friends = ['mei-208', 'jun-512', 'olly-377', 'rosa-640'] as const;
type Name = typeof shopper | (typeof friends)[number];

const card = (itemId: string, title: string, price: number) => ({
  ...{ kind: 'item', body: { itemId, title, price, currency: 'CNY' } },
});

const rooms = [
  ['room:show1', 'Harbour Shop: evening show'],
  ['room:tea-house', 'The tea house'],
  ['room:sneakers', 'Sneakers, sizes 36 to 46'],
];
const questions = [
  'Is it loose-leaf?',
  'Do you ship on Sundays?',
  '这款有黑色吗',
  'Which size fits 42?',
];
const answers = ['Still in stock', '刚抢到两件', 'The lamp comes next', 'See you at ten', '求链接'];
/** Between two lines. */
const bustleMs = 150;

/** People who chat, and rooms beside the show with some in them. */
export class People implements AsyncDisposable {
  readonly #viewers = new Map<string, Viewer>();

  static async come(site: Site): Promise<People> {
    const people = new People();
    for (const [room, name] of rooms) await site.server.api.ok('POST', '/v1/rooms', { room, name });
    for (const user of [shopper, ...friends]) await people.#enter(site, user, 'room:show1');
    for (let n = 0; n < 36; n += 1) await people.#enter(site, `guest-${100 + n}`, 'room:tea-house');
    for (let n = 0; n < 14; n += 1) await people.#enter(site, `guest-${200 + n}`, 'room:sneakers');
    return people;
  }

  client(user: Name): EagreClient {
    const viewer = this.#viewers.get(user);
    if (viewer === undefined) throw new Error(`${user} is not there`);
    return viewer.client;
  }

  /** What stands in the chats before anybody looks. */
  async chat(): Promise<void> {
    const mei = this.client('mei-208');
    await mei.groups.create('lobby', { name: 'Shoppers’ lobby', open: true });
    await mei.groups.invite('lobby', [shopper, ...friends.slice(1)]);
    const lobby = (user: Name) => this.client(user).group('lobby');
    await lobby('jun-512').send('Good evening! Is the kettle as loud as they say?');
    await lobby('olly-377').send('Mine sings at 76 dB. The cat has opinions.');
    await lobby('mei-208').send(card('kettle', 'Whistling kettle', 12_900));
    await lobby(shopper).send('¥129 with the coupon, I am in');
    await lobby('rosa-640').send('等倒计时，一会儿还有红包');
    await lobby('jun-512').send('Two for me then, one goes to my mother');

    const olly = this.client('olly-377');
    const members = [shopper, 'jun-512', 'rosa-640'];
    await olly.groups.create('tea', { name: 'Weekend tea club', members });
    await olly.group('tea').send(card('tea', 'Spring green tea', 6800));
    await this.client('rosa-640').group('tea').send('First leaves! Saturday at mine?');

    const watchers = ['jun-512', 'olly-377', 'rosa-640'];
    await mei.groups.create('sale', { name: 'Flash sale watchers', members: watchers });

    await this.client('jun-512').direct(shopper).send('Did your sneakers arrive?');
    await this.client(shopper).direct('jun-512').send('Yesterday. Like walking on a cloud.');
    await this.client('olly-377').direct(shopper).send('Sold out in nine seconds!');
    await this.client(shopper).direct('mei-208').send('Thank you for the coupon');
    await mei.direct(shopper).send('Any time. The lamp is next, by the way');
    await olly.groups.create('family', { name: 'Family', members: [shopper, 'mei-208'] });
    await mei.group('family').send('Dinner is at seven, bring the satchel');
    await this.client('rosa-640').direct(shopper).send('Save me a seat at the show');
    await this.client('rosa-640').direct(shopper).send('I am five minutes late');
  }

  /** Talks in the small rooms and in a group until it is told to stop: silence makes dull figures. */
  async bustle(until: AbortSignal): Promise<void> {
    const guests = [...this.#viewers].filter(([user]) => user.startsWith('guest'));
    for (let n = 0; !until.aborted; n += 1) {
      const [, viewer] = guests[(n * 7) % guests.length] ?? [];
      // An operator may have muted somebody.
      await viewer?.room.send(questions[n % questions.length] ?? '').catch(() => {});
      if (n % 2 === 0) {
        const sale = this.client(friends[(n / 2) % friends.length] ?? 'mei-208').group('sale');
        await sale.send(answers[(n / 2) % answers.length] ?? '');
      }
      await Bun.sleep(bustleMs);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#viewers.values()].map((viewer) => viewer.close()));
  }

  async #enter(site: Site, user: string, room: string): Promise<void> {
    this.#viewers.set(user, await Viewer.enter(site.server, user, room, { device: 'phone' }));
  }
}
