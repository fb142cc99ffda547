import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { EagreClient } from '../../src/client.ts';
import type { ConversationsStore } from '../../src/react/conversations-store.ts';
import { viewLimits } from '../../src/react/view-limits.ts';
import { ViewWorld } from './support/view-world.ts';

let world: ViewWorld;
beforeEach(() => {
  world = new ViewWorld();
});
afterEach(async () => {
  expect(await world.close()).toBe(0);
});

const unread = ({ snapshot }: ConversationsStore) => {
  return snapshot.items.map(({ id, unread }) => `${id} ${unread}`);
};

/** How often the list was asked for from now on. */
function countOf(client: EagreClient): { asked: number } {
  const { conversations } = client;
  const count = { asked: 0 };
  client.conversations = (page) => {
    count.asked += 1;
    return conversations.call(client, page);
  };
  return count;
}

async function open(user = 'ann') {
  const viewer = await world.viewer(user);
  const store = viewer.stores.lists.acquire('');
  await world.pass();
  return { ...viewer, store, close: () => viewer.stores.lists.release('') };
}

describe('the list of conversations', () => {
  test('follows what arrives, newest first, in either mode', async () => {
    const one = world.group('one', ['ann', 'bob']);
    const two = world.group('two', ['ann', 'bob'], 'write');
    const { store, close } = await open();
    expect([store.snapshot.status, unread(store)]).toEqual([
      'ready',
      ['group:two 1', 'group:one 1'],
    ]);
    world.say(one, 'bob', 'first');
    await world.pass();
    expect(unread(store)).toEqual(['group:one 2', 'group:two 1']);
    expect(store.snapshot.items[0]?.last).toMatchObject({
      type: 'message',
      body: { text: 'first' },
    });
    world.say(two, 'bob', 'second');
    await world.pass();
    expect([unread(store), store.snapshot.unread]).toEqual([['group:two 2', 'group:one 2'], 4]);
    close();
  });

  test('a message of one’s own is not unread, and what stood before it was read', async () => {
    const team = world.group('team', ['ann', 'bob']);
    world.say(team, 'bob', 'hi');
    world.say(team, 'ann', 'hello');
    const { client, store, close } = await open();
    expect(unread(store)).toEqual(['group:team 0']);
    world.say(team, 'bob', 'news');
    await world.pass();
    expect(unread(store)).toEqual(['group:team 1']);
    await world.settle(client.conversation(team.id).send('thanks'));
    await world.pass();
    expect(unread(store)).toEqual(['group:team 0']);
    world.say(team, 'bob', 'more');
    await world.pass();
    // The server counts the own ones, as nobody told it that they were read.
    void store.reload();
    await world.pass();
    expect(unread(store)).toEqual(['group:team 1']);
    close();
  });

  test('what a view of the conversation marks as read is read at once, and muted ones do not count', async () => {
    const team = world.group('team', ['ann', 'bob']);
    const { stores, store, close } = await open();
    const view = stores.conversations.acquire(team.id);
    world.say(team, 'bob', 'hi');
    await world.pass();
    expect(store.snapshot.unread).toBe(2);
    view.markRead();
    await world.pass(20);
    expect(store.snapshot.unread).toBe(0);
    world.say(team, 'bob', 'psst');
    // The model knows no settings; this is how the server tells of one.
    const muted = { type: 'settings', at: 1, muted: true } as const;
    const stamp = { conversation: team.id, epoch: team.log.epoch, syncId: team.log.head };
    const queue = world.server.state.userLog('ann');
    const syncId = queue.append({ ...stamp, ...muted });
    world.server.state.committed([{ queue: 'user:ann' as never, epoch: queue.epoch, syncId }]);
    const seen: unknown[] = [];
    const unsubscribe = store.subscribe(() => {
      const { items, unread } = store.snapshot;
      seen.push([items[0]?.muted, items[0]?.unread, unread]);
    });
    await world.pass();
    expect(seen).toContainEqual([true, 1, 0]);
    unsubscribe();
    stores.conversations.release(team.id);
    close();
  });

  test('nothing is asked for without a connection, and all of it with the next one', async () => {
    world.group('team', ['ann']);
    const { client, stores } = await world.viewer('ann');
    const questions = countOf(client);
    world.network.cutAll();
    await world.pass(0);
    const store = stores.lists.acquire('');
    expect([client.state, questions.asked]).toEqual(['waiting', 0]);
    await world.pass(500);
    expect([questions.asked, store.snapshot.status]).toEqual([1, 'ready']);
    stores.lists.release('');
  });

  test('a group joined and left comes and goes by itself; an answer on its way undoes nothing', async () => {
    const { client, store, close } = await open();
    expect(unread(store)).toEqual([]);
    const team = world.group('team', ['bob']);
    await world.settle(client.groups.join('team'));
    await world.pass(viewLimits.reloadEveryMs + 100);
    expect(unread(store)).toEqual(['group:team 0']);
    const { conversations } = client;
    client.conversations = async (page) => {
      const answer = await conversations.call(client, page);
      await new Promise<void>((resolve) => world.clock.setTimer(50, resolve));
      return answer;
    };
    const reloaded = store.reload();
    await world.pass(20);
    world.server.state.leave('ann', team.id);
    await world.settle(reloaded);
    await world.pass(20);
    expect(unread(store)).toEqual([]);
    close();
  });

  test('is asked for again until it is there, and soon after the connection is back', async () => {
    world.group('team', ['ann']);
    const { client, stores } = await world.viewer('ann');
    world.server.temper = { ...world.server.temper, refusal: 1 };
    const store = stores.lists.acquire('');
    await world.pass(3_000);
    expect([store.snapshot.status, store.snapshot.error?.temporary]).toEqual(['loading', true]);
    world.server.temper = { ...world.server.temper, refusal: 0 };
    world.network.cutAll();
    await world.pass(200);
    expect([client.state, store.snapshot.status, store.snapshot.error]).toEqual([
      'online',
      'ready',
      undefined,
    ]);
    stores.lists.release('');
  });

  test('messages for a conversation that it does not know bring it in with few questions', async () => {
    const { client, store, close } = await open();
    const bob = await world.client('bob');
    const questions = countOf(client);
    for (let n = 0; n < 20; n += 1) await world.settle(bob.direct('ann').send(`m${n}`));
    await world.pass(2 * viewLimits.reloadEveryMs);
    expect(unread(store)).toEqual(['direct:ann:bob 20']);
    expect(questions.asked).toBe(1);
    const names = Array.from({ length: 10 }, (_, n) => `guest${n}`);
    for (const name of names) {
      const guest = await world.client(name);
      await world.settle(guest.direct('ann').send('hi'));
    }
    await world.pass(2 * viewLimits.reloadEveryMs);
    expect(store.snapshot.items.length).toBe(11);
    expect(questions.asked).toBeLessThanOrEqual(4);
    const before = questions.asked;
    // One is under way, and one more after it is enough for all who asked meanwhile.
    await Promise.all([store.reload(), store.reload(), store.reload(), world.pass()]);
    expect(questions.asked).toBe(before + 2);
    close();
  });
});
