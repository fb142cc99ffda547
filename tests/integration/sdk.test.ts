import { afterEach, beforeEach, expect, test } from 'bun:test';
import { createClient, type EagreClient, type EagreEvent } from '@eagre/client';
import { filePositions } from '@eagre/client/file';
import { freePort, type TempDir, tempDir, until } from '@eagre/testkit';
import { ServerChild } from './support/server-child.ts';

let folder: TempDir;
let port = 0;
let server: ServerChild;

beforeEach(async () => {
  folder = tempDir();
  port = await freePort();
  server = await startServer();
});
afterEach(async () => {
  await server[Symbol.asyncDispose]();
  folder.remove();
});

const startServer = () => ServerChild.start({ data: `${folder.path}/data`, port });

/** The SDK, and what an application sees of it: per conversation the texts by their places. */
class Application {
  readonly client: EagreClient;
  readonly gaps: EagreEvent[] = [];
  readonly #seen: Map<string, Map<number, string>>;
  readonly #last = new Map<string, number>();
  readonly personals: string[] = [];

  constructor(user: string, seen = new Map<string, Map<number, string>>()) {
    this.#seen = seen;
    this.client = createClient({
      url: `http://127.0.0.1:${port}`,
      user,
      device: `${user}-1`,
      token: () => server.token(user),
      positions: filePositions(`${folder.path}/state`),
      backoffCapMs: 300,
      saveDelayMs: 5,
    });
    this.client.on('message', (event) => this.#place(event, String(event.body['text'])));
    this.client.on('members', (event) => this.#place(event, 'members'));
    this.client.on('personal', (event) => this.personals.push(String(event.body['text'])));
    this.client.on('gap', (event) => this.gaps.push(event));
  }

  texts(conversation: string): string[] {
    const places = [...(this.#seen.get(conversation) ?? [])].sort(([a], [b]) => a - b);
    return places.map(([, text]) => text).filter((text) => text !== 'members');
  }

  /** The same application after a restart: what it showed, it still shows. */
  reborn(user: string): Application {
    return new Application(user, this.#seen);
  }

  #place(event: { conversation: string; syncId: number }, text: string): void {
    const { conversation, syncId } = event;
    const last = this.#last.get(conversation);
    if (last !== undefined && syncId !== last + 1) {
      throw new Error(`${this.client.user}: ${conversation}: ${syncId} after ${last}`);
    }
    this.#last.set(conversation, syncId);
    const places = this.#seen.get(conversation) ?? new Map();
    if (places.has(syncId)) throw new Error(`${conversation}: ${syncId} twice`);
    this.#seen.set(conversation, places.set(syncId, text));
  }
}

const numbered = (from: number, to: number, word: string) =>
  Array.from({ length: to - from + 1 }, (_, index) => `${word} ${from + index}`);

test('group, direct and personal messages over a killed and restarted server: all, once, in order', async () => {
  const ann = new Application('ann');
  let bob = new Application('bob');
  await Promise.all([ann.client.connect(), bob.client.connect()]);
  await ann.client.groups.create('team', { members: ['bob'] });
  const sent: Promise<unknown>[] = [];
  const say = (from: number, to: number) => {
    for (let n = from; n <= to; n += 1) {
      sent.push(ann.client.group('team').send(`ann ${n}`));
      sent.push(bob.client.group('team').send(`bob ${n}`));
      sent.push(ann.client.direct('bob').send(`direct ${n}`));
      sent.push(ann.client.group('team').sendPersonal('bob', `personal ${n}`));
    }
  };
  const isThere = (app: Application, count: number) => () =>
    app.texts('group:team').length === 2 * count && app.texts('direct:ann:bob').length === count;
  const complete = async (count: number) => {
    const options = { timeoutMs: 20_000, what: `${count} rounds at both` };
    for (const app of [ann, bob]) await until(isThere(app, count), options);
    await until(() => bob.personals.length === count, options);
  };

  say(1, 10);
  await complete(10);
  say(11, 20);
  await server.kill();
  say(21, 30);
  server = await startServer();
  await complete(30);
  await Promise.all(sent);

  // A device that goes away and comes back with its positions gets what it missed, and nothing again.
  await bob.client.close();
  const before = bob.personals.length;
  bob = bob.reborn('bob');
  for (const n of numbered(31, 40, 'direct')) await ann.client.direct('bob').send(n);
  await bob.client.connect();
  await until(() => bob.texts('direct:ann:bob').length === 40);
  expect(before + bob.personals.length).toBe(30);

  for (const app of [ann, bob]) {
    expect(app.texts('direct:ann:bob')).toEqual(numbered(1, 40, 'direct'));
    const group = app.texts('group:team');
    for (const who of ['ann', 'bob']) {
      expect(group.filter((text) => text.startsWith(who))).toEqual(numbered(1, 30, who));
    }
    expect(app.gaps).toEqual([]);
  }
  expect(ann.texts('group:team')).toEqual(bob.texts('group:team'));
  await Promise.all([ann.client.close(), bob.client.close()]);
}, 60_000);

test('the faces of the SDK: history, read marks, recall, typing, groups, errors, iterators', async () => {
  const ann = createClient({
    url: `ws://127.0.0.1:${port}`,
    user: 'ann',
    token: await server.token('ann'),
  });
  const bob = createClient({
    url: `ws://127.0.0.1:${port}`,
    user: 'bob',
    token: await server.token('bob'),
  });
  await Promise.all([ann.connect(), bob.connect()]);
  const seen: string[] = [];
  const reading = (async () => {
    for await (const event of bob.events()) seen.push(event.type);
  })();
  const joined = new Promise((resolve) => bob.on('conversation', ({ change }) => resolve(change)));
  const { group } = await ann.groups.create('shop', { name: 'Shop', members: ['bob'], open: true });
  expect(group).toMatchObject({ group: 'group:shop', name: 'Shop', members: 2 });
  expect(await joined).toBe('joined');

  const place = await ann
    .group('shop')
    .send({ kind: 'item', body: { itemId: 'i1', title: 'Cup' } });
  await ann.group('shop').send('look');
  await until(() => seen.filter((type) => type === 'message').length === 2);
  const page = await bob.group('shop').history({ limit: 2 });
  expect(page.entries.map((entry) => entry.type === 'message' && entry.kind)).toEqual([
    'item',
    'text',
  ]);
  expect(page.entries[0]).toMatchObject({ conversation: 'group:shop', syncId: place.syncId });
  expect(await bob.group('shop').markRead()).toBe(page.entries[1]?.syncId ?? -1);
  const { conversations } = await bob.conversations();
  expect(conversations[0]).toMatchObject({ conversation: 'group:shop', unread: 0 });
  expect(await bob.setMuted('group:shop', true)).toEqual({ muted: true });
  ann.group('shop').typing();
  await ann.group('shop').recall(place.syncId);
  await until(() => seen.includes('typing') && seen.includes('recall'));
  expect((await ann.groups.members('shop')).members.map(({ user }) => String(user))).toEqual([
    'ann',
    'bob',
  ]);

  await bob.groups.leave('shop');
  await expect(bob.group('shop').send('x')).rejects.toMatchObject({
    code: 'not_member',
    temporary: false,
  });
  const nothing = { kind: 'text', body: { text: '' } };
  await expect(ann.group('shop').send(nothing)).rejects.toMatchObject({ code: 'invalid_argument' });
  await Promise.all([ann.close(), bob.close()]);
  await reading;
  expect([ann.state, bob.state]).toEqual(['stopped', 'stopped']);
}, 30_000);
