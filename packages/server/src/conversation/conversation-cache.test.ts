import { expect, test } from 'bun:test';
import { type ConversationKey, conversationKey } from '../keys.ts';
import type { ConversationRecord, MemberRecord } from '../timeline/records.ts';
import { Conversation } from './conversation.ts';
import { ConversationCache } from './conversation-cache.ts';
import { app, group } from './test/station.ts';

const key = conversationKey(app, group());

function record(version: number, id = group()): ConversationRecord {
  const fixed = { app, mode: 'write', policy: 'auto', priority: 'normal', open: false } as const;
  return { ...fixed, conversation: id, version, memberLimit: 500, createdAt: 0, members: 0 };
}

function fakeStore(members = 2) {
  const state = { version: 1, loads: 0, hold: undefined as Promise<void> | undefined };
  return {
    state,
    async conversation(asked: ConversationKey) {
      state.loads += 1;
      const { version } = state;
      await state.hold;
      return version === 0 ? undefined : record(version, asked.slice('shop/'.length) as never);
    },
    async members(_: ConversationKey, after: string, limit: number) {
      const all = Array.from({ length: members }, (__, i) => `u${String(i).padStart(5, '0')}`);
      const page = all.filter((user) => user > after).slice(0, limit);
      return page.map(
        (user) =>
          ({
            user,
            role: 'member',
            start: 0,
            joinedAt: 0,
            muted: false,
            read: 0,
          }) as unknown as MemberRecord,
      );
    },
  };
}

test('calls at the same time load once, and later ones not at all', async () => {
  const store = fakeStore(2500);
  const cache = new ConversationCache(store, 10_000);
  const [one, two] = await Promise.all([cache.get(key), cache.get(key)]);
  expect(one).toBe(two);
  expect(one?.members.size).toBe(2500);
  expect(await cache.get(key)).toBe(one);
  expect(store.state.loads).toBe(1);
});

test('what does not exist is asked for again', async () => {
  const store = fakeStore();
  store.state.version = 0;
  const cache = new ConversationCache(store, 100);
  expect(await cache.get(key)).toBeUndefined();
  store.state.version = 1;
  expect((await cache.get(key))?.version).toBe(1);
});

test('an own commit during a load wins over what was loaded', async () => {
  const store = fakeStore();
  const hold = Promise.withResolvers<void>();
  store.state.hold = hold.promise;
  const cache = new ConversationCache(store, 100);
  const loading = cache.get(key);
  cache.install(new Conversation(record(5), new Map()));
  hold.resolve();
  expect((await loading)?.version).toBe(5);
  expect((await cache.get(key))?.version).toBe(5);
});

test('an older version never replaces a newer one, nor is a newer one dropped for it', async () => {
  const cache = new ConversationCache(fakeStore(), 100);
  cache.install(new Conversation(record(5), new Map()));
  cache.install(new Conversation(record(4), new Map()));
  cache.outdated(key, 4);
  expect(cache.peek(key)?.version).toBe(5);
  cache.outdated(key, 5);
  expect(cache.peek(key)).toBeUndefined();
});

test('a load that began before a conflict is not kept', async () => {
  const store = fakeStore();
  const hold = Promise.withResolvers<void>();
  store.state.hold = hold.promise;
  const cache = new ConversationCache(store, 100);
  const loading = cache.get(key);
  store.state.version = 2;
  cache.outdated(key, 1);
  hold.resolve();
  await loading;
  expect((await cache.get(key))?.version).toBe(2);
});

test('it holds so many members and no more; the least recently used go', async () => {
  const cache = new ConversationCache(fakeStore(40), 100);
  const keys = ['a', 'b', 'c'].map((name) => conversationKey(app, group(name)));
  const [a, b, c] = keys as [ConversationKey, ConversationKey, ConversationKey];
  await cache.get(a);
  await cache.get(b);
  await cache.get(a);
  await cache.get(c);
  expect(keys.map((one) => cache.peek(one) !== undefined)).toEqual([true, false, true]);
  expect(cache.size()).toBe(96);
});
