import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'bun:test';
import { act, cleanup, render, renderHook } from '@testing-library/react/pure';
import { type ReactNode, StrictMode } from 'react';
import { renderToString } from 'react-dom/server';
import type { EagreClient } from '../../src/client.ts';
import { viewLimits } from '../../src/react/view-limits.ts';
import {
  EagreProvider,
  useClient,
  useConnection,
  useConversation,
  useConversations,
  useRoom,
} from '../../src/react.ts';
import { openDom } from './support/dom.ts';
import { ViewWorld } from './support/view-world.ts';

let dom: ReturnType<typeof openDom>;
let world: ViewWorld;
beforeAll(() => {
  dom = openDom();
});
afterAll(() => dom.close());
beforeEach(() => {
  world = new ViewWorld();
});
afterEach(async () => {
  cleanup();
  expect(await act(() => world.close())).toBe(0);
});

const pass = (ms = 100) => act(() => world.pass(ms));

/** Renders below a provider of the client, as React does in development. */
function under(client: () => EagreClient) {
  return ({ children }: { children: ReactNode }) => (
    <StrictMode>
      <EagreProvider client={client()}>{children}</EagreProvider>
    </StrictMode>
  );
}

async function viewer(user = 'ann') {
  const { client, stores } = await world.viewer(user);
  return { client, stores, wrapper: under(() => client) };
}

describe('hooks', () => {
  test('say what is wrong without a provider', () => {
    const lost = () => renderToString(<Reader />);
    expect(lost).toThrow('there is no <EagreProvider client={…}> above this');
  });

  test('a server renders the idle views, and nothing starts', async () => {
    const { client, stores } = await viewer();
    const html = renderToString(
      <EagreProvider client={client}>
        <Reader />
      </EagreProvider>,
    );
    expect(html).toBe('<p>online loading 0 loading 0 entering</p>');
    expect([stores.rooms.size, stores.conversations.size, stores.lists.size]).toEqual([0, 0, 0]);
  });

  test('useConnection follows the connection', async () => {
    const { wrapper } = await viewer();
    const { result } = renderHook(() => useConnection(), { wrapper });
    expect(result.current).toEqual({ state: 'online', online: true, error: undefined });
    act(() => world.network.cutAll());
    await pass(1);
    expect([result.current.online, result.current.error?.code]).toEqual([false, 'disconnected']);
    await pass(1_000);
    expect(result.current).toEqual({ state: 'online', online: true, error: undefined });
  });

  test('useConversation: two components share a store; functions stay the same', async () => {
    const { stores, wrapper } = await viewer();
    const team = world.group('team', ['ann', 'bob']);
    const one = renderHook(() => useConversation('group:team'), { wrapper });
    const two = renderHook(() => useConversation('group:team'), { wrapper });
    const first = one.result.current;
    await pass();
    expect(stores.conversations.size).toBe(1);
    expect(one.result.current.lines).toBe(two.result.current.lines);
    world.say(team, 'bob', 'hi');
    await pass();
    const last = one.result.current;
    expect([last.status, last.head, last.lines.length]).toEqual(['ready', 3, 3]);
    for (const name of [
      'conversation',
      'loadMore',
      'send',
      'retry',
      'markRead',
      'setTyping',
    ] as const)
      expect(last[name] as unknown).toBe(first[name]);
    act(() => last.markRead());
    await pass();
    expect(two.result.current.reads).toEqual({ ann: 3 });
    one.unmount();
    two.unmount();
    await pass(viewLimits.lingerMs + 50);
    expect(stores.conversations.size).toBe(0);
    expect(await world.codeOf(last.send('after'))).toBe('ok');
  });

  test('a send that fails and that nobody looks at is a line, not an uncaught error', async () => {
    const { wrapper } = await viewer();
    world.group('team', ['bob']);
    const { result } = renderHook(() => useConversation('group:team'), { wrapper });
    void result.current.send('hello');
    await pass();
    const [line] = result.current.lines;
    expect(line).toMatchObject({ type: 'send', status: 'failed', own: true });
    act(() => result.current.discard(line?.key ?? ''));
    await pass();
    expect(result.current.lines).toEqual([]);
  });

  test('useConversation goes to another conversation at once', async () => {
    const { wrapper } = await viewer();
    world.say(world.group('one', ['ann', 'bob']), 'bob', 'first');
    world.say(world.group('two', ['ann', 'bob']), 'bob', 'second');
    const { result, rerender } = renderHook((id: string) => useConversation(id), {
      wrapper,
      initialProps: 'group:one',
    });
    await pass();
    rerender('group:two');
    expect([result.current.conversation.id as string, result.current.lines]).toEqual([
      'group:two',
      [],
    ]);
    await pass();
    expect(result.current.lines.at(-1)).toMatchObject({ body: { text: 'second' } });
  });

  test('useRoom is in one room at a time, and once in strict mode', async () => {
    const { wrapper } = await viewer();
    const { result, rerender, unmount } = renderHook(
      (name: string) => useRoom(name, { lines: 2 }),
      {
        wrapper,
        initialProps: 'one',
      },
    );
    expect(result.current.status).toBe('entering');
    const early = result.current.send('too soon');
    expect(await act(() => world.codeOf(early))).toBe('not_in_room');
    await pass();
    const { room } = result.current;
    rerender('room:one');
    await pass();
    expect(result.current.room).toBe(room);
    for (let n = 0; n < 3; n += 1) await act(() => world.settle(result.current.send(`m${n}`)));
    await pass();
    expect(result.current.lines.map((line) => line.type === 'chat' && line.body['text'])).toEqual([
      'm1',
      'm2',
    ]);
    act(() => result.current.tap('like'));
    await pass();
    expect(result.current.counters).toEqual({ like: 1 });
    rerender('two');
    await pass();
    expect([world.isInside('one', 'ann'), world.isInside('two', 'ann')]).toEqual([false, true]);
    unmount();
    await pass(viewLimits.lingerMs + 50);
    expect(world.isInside('two', 'ann')).toBe(false);
  });

  test('useRoom gives as many lines as it was asked for', async () => {
    const { wrapper } = await viewer();
    const few = renderHook(() => useRoom('one', { lines: 3 }), { wrapper });
    const many = renderHook(() => useRoom('one', { lines: 150 }), { wrapper });
    await pass();
    const { rooms } = world.server;
    for (let n = 0; n < 200; n += 1)
      rooms.say(world.room('one'), { from: 'bob', kind: 'text', body: {} } as never);
    await pass();
    expect([few, many].map(({ result }) => result.current.lines.length)).toEqual([3, 150]);
  });

  test('useRoom says which number of lines it takes', async () => {
    const { wrapper } = await viewer();
    const wrong = () => renderHook(() => useRoom('one', { lines: 0 }), { wrapper });
    expect(wrong).toThrow('lines must be a whole number from 1 to 1000');
  });

  test('another client: all views are of that one', async () => {
    const team = world.group('team', ['ann', 'bob']);
    world.say(team, 'ann', 'hi');
    const ann = await viewer('ann');
    const bob = await viewer('bob');
    let client = ann.client;
    const { result, rerender } = renderHook(
      () => [useClient().user, useConversation('group:team'), useConversations()] as const,
      { wrapper: under(() => client) },
    );
    await pass();
    expect([result.current[0], result.current[1].lines.at(-1)]).toMatchObject([
      'ann',
      { own: true },
    ]);
    client = bob.client;
    rerender();
    await pass(viewLimits.lingerMs + 50);
    expect([result.current[0], result.current[1].lines.at(-1)]).toMatchObject([
      'bob',
      { own: false },
    ]);
    expect(result.current[2].unread).toBe(1);
    expect([ann.stores.conversations.size, ann.stores.lists.size]).toEqual([0, 0]);
  });

  test('a row whose line did not change is not rendered again', async () => {
    const { wrapper } = await viewer();
    const team = world.group('team', ['ann', 'bob']);
    const { result } = renderHook(() => useConversation('group:team'), { wrapper });
    world.say(team, 'bob', 'one');
    await pass();
    const before = result.current.lines;
    world.say(team, 'bob', 'two');
    await pass();
    expect(result.current.lines.slice(0, -1).every((line, at) => line === before[at])).toBe(true);
    await act(() => world.settle(result.current.loadMore()));
    expect(result.current.lines[0]).toBe(before[0] as never);
  });
});

test('many rooms that are opened and closed leave nothing behind', async () => {
  const { client, stores } = await viewer();
  for (let n = 0; n < 5; n += 1) {
    const page = render(<Room name={`room${n}`} />, { wrapper: under(() => client) });
    await pass(30);
    page.unmount();
  }
  await pass(viewLimits.lingerMs + 50);
  expect(stores.rooms.size).toBe(0);
  expect([0, 1, 2, 3, 4].filter((n) => world.isInside(`room${n}`, 'ann'))).toEqual([]);
});

function Room({ name }: { name: string }) {
  return <p>{useRoom(name).status}</p>;
}

function Reader() {
  const { state } = useConnection();
  const conversation = useConversation('group:team');
  const list = useConversations();
  const room = useRoom('show');
  const words = [state, conversation.status, conversation.lines.length];
  return <p>{[...words, list.status, list.unread, room.status].join(' ')}</p>;
}
