import { expect, onTestFinished, test } from 'bun:test';
import { EagreError } from '@eagre/client';
import type { ConversationItem } from '@eagre/client/react';
import { SeededRandom } from '@eagre/testkit';
import i18next from 'i18next';
import { chats } from '../texts/chats.ts';
import { joinLobby } from './lobby.ts';
import { inRankOrder } from './members/ranks.ts';
import { friendOf, isUserId, splitUsers, titleOf } from './names.ts';
import { targetsOf } from './share/targets.ts';
import { moved } from './stack.ts';
import { newGroupName } from './start/group-name.ts';
import { newcomers } from './welcome.ts';

test('a conversation is called by the friend, the name, or the id', () => {
  expect(titleOf('direct:ann:me', undefined, 'me')).toBe('ann');
  expect(titleOf('direct:me:zoe', undefined, 'me')).toBe('zoe');
  expect(titleOf('group:tea', 'Tea lovers', 'me')).toBe('Tea lovers');
  expect(titleOf('group:tea', undefined, 'me')).toBe('tea');
});

test('the lobby is called as the page is written, unless somebody has renamed it', async () => {
  await i18next.init({ lng: 'zh', resources: {} });
  onTestFinished(() => void i18next.changeLanguage('en'));
  expect(titleOf('group:lobby', chats.en.lobbyTitle, 'me')).toBe('买家大厅');
  expect(titleOf('group:lobby', 'Ann’s lobby', 'me')).toBe('Ann’s lobby');
  expect(titleOf('group:tea', chats.en.lobbyTitle, 'me')).toBe(chats.en.lobbyTitle);
});

test('a group has no friend', () => {
  expect(friendOf('group:tea', 'me')).toBeUndefined();
});

test('user ids are split at whatever people put between them', () => {
  expect(splitUsers(' ann, bob，cat、dan\nann ; eve ')).toEqual([
    'ann',
    'bob',
    'cat',
    'dan',
    'eve',
  ]);
  expect(['a', 'a.b@c-d_9', 'x'.repeat(64)].every(isUserId)).toBe(true);
  expect(['', 'a b', 'a:b', '王', 'x'.repeat(65)].some(isUserId)).toBe(false);
});

test('screens lie on one another; a talk stands on the list alone', () => {
  const talk = { name: 'talk', id: 'group:tea' } as const;
  const members = { name: 'members', id: 'group:tea' } as const;
  const two = [talk, members];
  expect(moved([talk], { type: 'open', screen: members })).toEqual(two);
  expect(moved(two, { type: 'open', screen: members })).toEqual(two);
  expect(moved(two, { type: 'back' })).toEqual([talk]);
  expect(moved(two, { type: 'talk', id: 'direct:a:b' })).toEqual([
    { name: 'talk', id: 'direct:a:b' },
  ]);
  expect(moved(two, { type: 'list' })).toEqual([]);
});

test('an item is shared with chats that match, or with a user of just that name', () => {
  const items = [
    { id: 'group:tea', name: 'Tea lovers' },
    { id: 'direct:ann:me' },
  ] as ConversationItem[];
  const titles = (typed: string) => targetsOf(items, typed, 'me').map(({ title }) => title);
  expect(titles('')).toEqual(['Tea lovers', 'ann']);
  expect(titles(' TEA ')).toEqual(['TEA', 'Tea lovers']);
  expect(titles('ann')).toEqual(['ann']);
  expect(titles('zoe')).toEqual(['zoe']);
  expect(titles('me')).toEqual([]);
  expect(targetsOf(items, 'zoe', 'me')[0]?.id).toBe('direct:me:zoe');
});

test('owner, admins, oneself, then the others by name', () => {
  const member = (user: string, role: 'owner' | 'admin' | 'member') => ({ user, role }) as never;
  const all = [member('b', 'member'), member('me', 'member'), member('a', 'member')];
  const sorted = inRankOrder([...all, member('z', 'owner'), member('y', 'admin')], 'me');
  expect(sorted.map(({ user }) => String(user))).toEqual(['z', 'y', 'me', 'a', 'b']);
});

test('newcomers of a group are greeted as they come, not late and not a crowd', () => {
  const event = { conversation: 'group:tea', at: 1000, joined: ['ann', 'me'] } as never;
  expect(newcomers(event, 'me', 61_000).map(String)).toEqual(['ann']);
  expect(newcomers(event, 'me', 61_001)).toEqual([]);
  const crowd = { conversation: 'group:tea', at: 0, joined: [...'abcdef'] } as never;
  expect(newcomers(crowd, 'me', 0)).toEqual([]);
  expect(newcomers({ conversation: 'group:tea', at: 0 } as never, 'me', 0)).toEqual([]);
});

test('group names are valid on the wire', () => {
  const random = new SeededRandom(1);
  const names = new Set(Array.from({ length: 100 }, () => newGroupName(random)));
  expect(names.size).toBe(100);
  expect([...names].every((name) => /^g-[a-z0-9]{12}$/.test(name))).toBe(true);
});

test('the lobby is joined, made if there is none, and joined if somebody else was quicker', async () => {
  const refuse = (code: 'not_found' | 'already_exists' | 'group_full') =>
    Promise.reject(new EagreError(code, code));
  const calls: string[] = [];
  const groups = (answers: readonly (() => Promise<unknown>)[]) => {
    let at = 0;
    const next = (call: string) => {
      calls.push(call);
      return answers[at++]?.() ?? Promise.resolve();
    };
    return { groups: { join: () => next('join'), create: () => next('create') } } as never;
  };
  await joinLobby(groups([]));
  await joinLobby(groups([() => refuse('not_found')]));
  await joinLobby(groups([() => refuse('not_found'), () => refuse('already_exists')]));
  expect(calls).toEqual(['join', 'join', 'create', 'join', 'create', 'join']);
  await expect(joinLobby(groups([() => refuse('group_full')]))).rejects.toThrow('group_full');
});
