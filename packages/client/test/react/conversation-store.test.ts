import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { ConversationStore } from '../../src/react/conversation-store.ts';
import { viewLimits } from '../../src/react/view-limits.ts';
import { wordsOf } from './support/log-world.ts';
import { ViewWorld } from './support/view-world.ts';

let world: ViewWorld;
beforeEach(() => {
  world = new ViewWorld();
});
afterEach(async () => {
  expect(await world.close()).toBe(0);
});

const shown = ({ snapshot }: ConversationStore) => snapshot.lines.map(wordsOf);
const texts = ({ snapshot }: ConversationStore) => {
  return snapshot.lines.map((line) => ('body' in line ? String(line.body['text']) : line.type));
};

async function open(id = 'group:team', user = 'ann') {
  const viewer = await world.viewer(user);
  const store = viewer.stores.conversations.acquire(id);
  const close = () => viewer.stores.conversations.release(id);
  return { ...viewer, store, close };
}

describe('a conversation', () => {
  test('is there with its newest page, goes on by what arrives and back by pages', async () => {
    const team = world.group('team', ['ann', 'bob']);
    for (let n = 1; n <= 70; n += 1) world.say(team, 'bob', `m${n}`);
    const { store, close } = await open();
    expect(store.snapshot.status).toBe('loading');
    await world.pass();
    expect([store.snapshot.status, store.snapshot.head, texts(store)[0]]).toEqual([
      'ready',
      72,
      'm21',
    ]);
    world.say(team, 'bob', 'new');
    await world.pass();
    expect([texts(store).length, texts(store).at(-1)]).toEqual([51, 'new']);
    const both = [store.loadMore(), store.loadMore()];
    expect(both[0]).toBe(both[1] as Promise<void>);
    await world.pass();
    expect(store.snapshot).toMatchObject({ hasMore: false, loadingMore: false, error: undefined });
    expect(texts(store).slice(0, 3)).toEqual(['members', 'members', 'm1']);
    expect(texts(store).length).toBe(73);
    close();
  });

  test('a message of one’s own stays one line with one key from pending to stored', async () => {
    world.group('team', ['ann', 'bob']);
    world.runtime.frame = (run) => void world.clock.setTimer(1, run);
    const { client, store, close } = await open();
    await world.pass();
    // The answer is there frames before the message.
    world.server.temper = { ...world.server.temper, behind: 1 };
    const seen: string[] = [];
    const unsubscribe = store.subscribe(() => {
      const last = store.snapshot.lines.at(-1);
      seen.push(`${store.snapshot.lines.length} ${last && wordsOf(last)} ${last?.key}`);
    });
    world.network.cutAll();
    const sent = client.conversation('group:team').send('hello');
    await world.pass(3_000);
    await sent;
    const key = store.snapshot.lines.at(-1)?.key;
    expect(new Set(seen)).toEqual(
      new Set([`3 pending {"text":"hello"} ${key}`, `3 3 ann {"text":"hello"} ${key}`]),
    );
    unsubscribe();
    close();
  });

  test('a message that failed can be sent again, as the same one, or forgotten', async () => {
    const team = world.group('team', ['bob']);
    const { client, stores, store, close } = await open();
    await world.pass();
    expect([store.snapshot.status, store.snapshot.error?.code]).toEqual(['refused', 'not_member']);
    for (const text of ['one', 'two']) {
      const sent = client.conversation(team.id).send(text);
      expect(await world.codeOf(sent)).toBe('not_member');
    }
    await world.pass();
    expect(shown(store)).toEqual(['failed {"text":"one"}', 'failed {"text":"two"}']);
    const [one, two] = store.snapshot.lines.map(({ key }) => key) as [string, string];
    stores.outbox.discard(two);
    world.server.state.join('ann', team.id);
    await world.pass();
    expect(store.snapshot.status).toBe('ready');
    await world.settle(stores.outbox.retry(one));
    await world.pass();
    expect(store.snapshot.lines.at(-1)).toMatchObject({ type: 'message', key: one, syncId: 3 });
    expect(await world.codeOf(stores.outbox.retry(one))).toBe('invalid_argument');
    close();
  });

  test('loses and doubles nothing while it is offline, in either mode and over a switch', async () => {
    const team = world.group('team', ['ann', 'bob']);
    const { store, close } = await open();
    await world.pass();
    for (let n = 1; n <= 30; n += 1) {
      if (n % 7 === 0) world.network.cutAll();
      if (n % 10 === 0) world.server.state.setMode(team.id, n % 20 === 0 ? 'read' : 'write');
      world.say(team, 'bob', `m${n}`);
      if (n % 3 === 0) await world.pass(20);
    }
    await world.pass(2_000);
    const all = Array.from({ length: 30 }, (_, index) => `m${index + 1}`);
    expect(texts(store)).toEqual(['members', 'members', ...all]);
    close();
  });

  test('after another stay what was said between is there too', async () => {
    const team = world.group('team', ['ann', 'bob']);
    const { client, store, close } = await open();
    await world.pass();
    // Left and came back: what was said meanwhile is not told, and is in the history.
    await world.settle(client.groups.leave('team'));
    await world.pass();
    expect([store.snapshot.status, store.snapshot.error?.code]).toEqual(['refused', 'not_member']);
    for (let n = 1; n <= 5; n += 1) world.say(team, 'bob', `m${n}`);
    await world.settle(client.groups.join('team'));
    world.say(team, 'bob', 'welcome back');
    await world.pass(2_000);
    expect([store.snapshot.status, store.snapshot.error]).toEqual(['ready', undefined]);
    expect(texts(store).slice(-7)).toEqual([
      ...['m1', 'm2', 'm3', 'm4', 'm5'],
      'members',
      'welcome back',
    ]);
    expect(store.snapshot.lines.some(({ type }) => type === 'gap')).toBe(false);
    close();
  });

  test('personal messages that the user queue lost come with the page', async () => {
    const team = world.group('team', ['ann', 'bob']);
    const { store, close } = await open();
    await world.pass();
    world.network.cutAll();
    const said = {
      type: 'message',
      from: 'shop',
      kind: 'text',
      body: { text: 'for you' },
    } as never;
    world.server.state.personal(team, 'ann', said);
    const queue = world.server.state.userLog('ann');
    const { slice } = queue;
    // Histories find them by an index of their own, which outlives the queue's entries.
    const kept = slice.call(queue, queue.head, queue.head);
    world.server.state.setMode(team.id, 'write');
    queue.trim(queue.head);
    queue.slice = () => kept;
    await world.pass(1_000);
    expect(texts(store)).toEqual(['members', 'members', 'for you']);
    close();
  });

  test('a message that was stored, and deleted before it came back, is not pending for ever', async () => {
    const team = world.group('team', ['ann', 'bob']);
    const { client, store, close } = await open();
    await world.pass();
    const sent = client.conversation(team.id).send('gone');
    await world.pass(7);
    world.network.cutAll();
    expect(team.log.head).toBe(3);
    team.log.trim(3);
    await world.settle(sent);
    await world.pass();
    expect(shown(store)).toEqual(['1 members', '2 members', 'gap trimmed to 1/3']);
    close();
  });

  test('so many failed messages are kept and no more', async () => {
    const { client, store, close } = await open('group:nowhere');
    const { failedLines } = viewLimits;
    const all = Array.from({ length: failedLines + 1 }, (_, n) => {
      return client
        .conversation('group:nowhere')
        .send(`m${n}`)
        .catch(() => {});
    });
    await world.settle(Promise.all(all));
    await world.pass();
    expect([texts(store).length, texts(store)[0]]).toEqual([failedLines, 'm1']);
    close();
  });

  test('a log that was replaced is shown as it is now', async () => {
    const team = world.group('team', ['ann', 'bob']);
    world.server.state.found();
    const { store, close } = await open();
    for (const text of ['kept', 'lost', 'lost too']) world.say(team, 'bob', text);
    await world.pass();
    store.markRead();
    await world.pass();
    world.server.state.restore(2);
    world.network.cutAll();
    await world.pass(1_000);
    expect(store.snapshot.reads).toEqual({});
    world.say(team, 'bob', 'new');
    await world.pass(1_000);
    expect(texts(store)).toEqual(['members', 'members', 'kept', 'gap', 'new']);
    close();
  });

  test('a recalled message keeps its place without its body', async () => {
    const team = world.group('team', ['ann', 'bob'], 'write');
    const { client, store, close } = await open();
    world.say(team, 'bob', 'oops');
    await world.pass();
    await world.settle(client.conversation(team.id).recall(3));
    await world.pass();
    expect(shown(store).slice(2)).toEqual(['3 bob recalled']);
    expect(store.snapshot.head).toBe(4);
    close();
  });

  test('writing ends by itself, with the message, and with the connection', async () => {
    const team = world.group('team', ['ann', 'bob', 'cat']);
    const { store, close } = await open();
    const bob = await world.client('bob');
    const cat = await world.client('cat');
    const type = () => {
      for (const one of [bob, cat]) one.conversation(team.id).typing();
      return world.pass();
    };
    await type();
    await world.pass(viewLimits.typingMs - 1_000);
    await type();
    await world.pass(viewLimits.typingMs - 1_000);
    expect(store.snapshot.typing).toEqual(['bob', 'cat']);
    world.say(team, 'bob', 'here');
    await world.pass();
    expect(store.snapshot.typing).toEqual(['cat']);
    await world.pass(viewLimits.typingMs);
    expect(store.snapshot.typing).toEqual([]);
    await type();
    world.network.cutAll();
    await world.pass(30);
    expect(store.snapshot.typing).toEqual([]);
    close();
  });

  test('reading is told once for one head, and again after a lost connection', async () => {
    const { store, close } = await open('direct:ann:bob');
    const bob = await world.client('bob');
    await world.settle(bob.direct('ann').send('hi'));
    await world.pass();
    let told = 0;
    const { markRead } = store.conversation;
    store.conversation.markRead = (syncId) => {
      told += 1;
      return markRead.call(store.conversation, syncId);
    };
    for (let n = 0; n < 3; n += 1) store.markRead();
    await world.pass();
    expect([told, store.snapshot.reads, world.server.reads.get('ann direct:ann:bob')]).toEqual([
      1,
      { ann: 1 },
      1,
    ]);
    await world.settle(bob.direct('ann').send('still there?'));
    await world.settle(bob.direct('ann').markRead());
    await world.pass();
    store.markRead();
    await world.pass(2);
    world.network.cutAll();
    await world.pass(2_000);
    expect(world.server.reads.get('ann direct:ann:bob')).toBe(2);
    expect(store.snapshot.reads).toEqual({ ann: 2, bob: 2 });
    close();
  });

  test('keeps so many lines and no more, and those that were loaded', async () => {
    const team = world.group('team', ['ann', 'bob']);
    const { store, close } = await open();
    await world.pass();
    const say = async (count: number) => {
      for (let n = 0; n < count; n += 1) world.say(team, 'bob', `m${n}`);
      await world.pass(500);
    };
    await say(viewLimits.liveEntries);
    expect([texts(store).length, store.snapshot.hasMore]).toEqual([viewLimits.liveEntries, true]);
    void store.loadMore();
    await world.pass();
    expect([texts(store).length, store.snapshot.hasMore]).toEqual([
      viewLimits.liveEntries + 2,
      false,
    ]);
    await say(10);
    expect(texts(store).length).toBe(viewLimits.liveEntries + 2);
    close();
  });
});
