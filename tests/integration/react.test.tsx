import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { createClient, type EagreClient } from '@eagre/client';
import { EagreProvider, useConversation, useConversations, useRoom } from '@eagre/client/react';
import { until } from '@eagre/testkit';
import { act, cleanup, renderHook } from '@testing-library/react/pure';
import { type ReactNode, StrictMode } from 'react';
import { openDom } from '../../packages/client/test/react/support/dom.ts';
import { TestNode } from '../../packages/server/test/support/test-node.ts';

// Held against the model server in packages/client; here the hooks meet the real one.
let dom: ReturnType<typeof openDom>;
let node: TestNode;
let ann: EagreClient;
let bob: EagreClient;
beforeAll(() => {
  dom = openDom();
});
afterAll(() => dom.close());
beforeEach(async () => {
  node = await TestNode.start();
  [ann, bob] = ['ann', 'bob'].map((user) => {
    return createClient({ url: node.url, user, token: () => node.token(user) });
  }) as [EagreClient, EagreClient];
  await Promise.all([ann.connect(), bob.connect()]);
});
afterEach(async () => {
  cleanup();
  await Promise.all([ann.close(), bob.close()]);
  await node.stop();
});

function wrapper({ children }: { children: ReactNode }) {
  return (
    <StrictMode>
      <EagreProvider client={ann}>{children}</EagreProvider>
    </StrictMode>
  );
}
const see = (what: () => unknown) => act(async () => void (await until(what)));
const bodies = (lines: readonly object[]) => {
  return lines.map((line) => ('body' in line ? (line.body as { text?: string }).text : '-'));
};

test('a group: pages, personal messages at their place, recalls, unread, reads', async () => {
  await ann.groups.create('team', { members: ['bob'] });
  await Promise.all(Array.from({ length: 60 }, (_, n) => bob.group('team').send(`m${n}`)));
  const { result } = renderHook(() => useConversation('group:team'), { wrapper });
  const list = renderHook(() => useConversations(), { wrapper });
  await see(() => result.current.status === 'ready');
  expect([result.current.lines.length, result.current.hasMore]).toEqual([50, true]);
  await act(() => result.current.loadMore());
  await see(() => !result.current.hasMore);
  const all = ['-', ...Array.from({ length: 60 }, (_, n) => `m${n}`)];
  expect(bodies(result.current.lines)).toEqual(all);

  await bob.group('team').sendPersonal('ann', 'only you');
  const sent = result.current.send('hello', { personalTo: 'bob' });
  await see(() => result.current.lines.length === 63);
  await sent;
  const { syncId } = await bob.group('team').send('oops');
  await bob.group('team').recall(syncId);
  await see(() => result.current.head === 63);
  const tail = result.current.lines.slice(-3);
  expect(bodies(tail)).toEqual(['only you', 'hello', undefined]);
  expect(tail).toMatchObject([{ own: false }, { own: true }, { recalled: true, syncId }]);

  await see(() => list.result.current.unread === 62);
  act(() => result.current.markRead());
  await see(() => list.result.current.unread === 0);
  await result.current.send('thanks');
  await bob.group('team').send('welcome');
  await see(() => list.result.current.unread === 1);
  expect(list.result.current.items[0]).toMatchObject({ id: 'group:team', head: 65, read: 64 });
}, 30_000);

test('a direct chat begins with its first message, and shows who has read it', async () => {
  const { result } = renderHook(() => useConversation('direct:ann:bob'), { wrapper });
  const list = renderHook(() => useConversations(), { wrapper });
  await see(() => result.current.status === 'ready' && list.result.current.status === 'ready');
  expect([result.current.lines, result.current.hasMore]).toEqual([[], false]);
  await result.current.send('hi');
  await see(() => result.current.head === 1 && list.result.current.items.length === 1);
  expect(bodies(result.current.lines)).toEqual(['hi']);
  bob.direct('ann').typing();
  await see(() => result.current.typing.includes('bob'));
  await bob.direct('ann').markRead(1);
  await see(() => result.current.reads['bob'] === 1);
}, 30_000);

test('what was read before a chat is opened is known at once, and of a group by asking', async () => {
  for (const text of ['one', 'two']) await ann.direct('bob').send(text);
  await bob.direct('ann').markRead(1);
  const { result } = renderHook(() => useConversation('direct:ann:bob'), { wrapper });
  await see(() => result.current.reads['bob'] === 1);
  await bob.direct('ann').markRead(2);
  await see(() => result.current.reads['bob'] === 2);
  await ann.groups.create('team', { members: ['bob'] });
  await bob.group('team').send('hi');
  await bob.group('team').markRead(2);
  const { reads, more } = await ann.group('team').readMarks({ limit: 1 });
  expect([reads as object[], more]).toEqual([[{ user: 'bob', syncId: 2 }], true]);
}, 30_000);

test('a room: chat, likes, an item card, and the next room', async () => {
  await node.ok('POST', '/v1/dev/room-host', { room: 'room:show1', user: 'ann' });
  const { result, rerender } = renderHook((name: string) => useRoom(name), {
    wrapper,
    initialProps: 'show1',
  });
  await see(() => result.current.status === 'inside');
  expect(result.current.role).toBe('host');
  await result.current.send('hi all');
  await result.current.sendReliable({ kind: 'text', body: { text: 'card' } });
  act(() => result.current.tap('like', 3));
  await see(() => bodies(result.current.lines).includes('card'));
  expect(bodies(result.current.lines)).toContain('hi all');
  await see(() => result.current.counters['like'] === 3 && result.current.online.users === 1);
  const { room } = result.current;
  rerender('show2');
  await see(() => result.current.room?.id === 'room:show2');
  expect([room?.inside, result.current.status]).toEqual([false, 'inside']);
}, 30_000);
