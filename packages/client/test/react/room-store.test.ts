import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { RoomChat } from '@eagre/protocol';
import type { ClientStores } from '../../src/react/client-stores.ts';
import { viewLimits } from '../../src/react/view-limits.ts';
import { ViewWorld } from './support/view-world.ts';

let world: ViewWorld;
beforeEach(() => {
  world = new ViewWorld();
});
afterEach(async () => {
  expect(await world.close()).toBe(0);
});

/** Lets a room be looked at; gives the store and the end of looking. */
function look(stores: ClientStores, name: string) {
  const store = stores.rooms.acquire(name);
  return { store, leave: () => stores.rooms.release(name) };
}

const chat = (text: string) =>
  ({ from: 'bob', kind: 'text', body: { text } }) as unknown as RoomChat;

describe('a room', () => {
  test('is entered with its first user and left a moment after its last', async () => {
    const { stores } = await world.viewer('ann');
    const one = look(stores, 'show');
    const two = look(stores, 'show');
    expect(one.store).toBe(two.store);
    await world.pass();
    expect([one.store.snapshot.status, one.store.snapshot.role]).toEqual(['inside', 'host']);
    const gen = world.room('show').members.get('ann-1')?.gen;
    one.leave();
    two.leave();
    await world.pass(viewLimits.lingerMs - 500);
    const again = look(stores, 'show');
    expect(again.store).toBe(one.store);
    await world.pass(2 * viewLimits.lingerMs);
    expect(world.room('show').members.get('ann-1')?.gen).toBe(gen as number);
    again.leave();
    await world.pass(viewLimits.lingerMs + 100);
    expect([world.isInside('show', 'ann'), stores.rooms.size]).toEqual([false, 0]);
  });

  test('a thousand lines in a moment are shown by one change, the newest of them', async () => {
    let frames = 0;
    const { frame } = world.runtime;
    world.runtime.frame = (run) => {
      frames += 1;
      frame(run);
    };
    const { stores } = await world.viewer('ann');
    const { store, leave } = look(stores, 'show');
    await world.pass();
    let changes = 0;
    store.subscribe(() => {
      changes += 1;
    });
    world.server.rooms.say(world.room('show'), chat('before'));
    await world.pass(50);
    changes = frames = 0;
    for (let n = 0; n < 1_000; n += 1) world.server.rooms.say(world.room('show'), chat(`c${n}`));
    await world.pass(50);
    expect([changes, frames]).toEqual([changes, changes]);
    expect(changes).toBeLessThanOrEqual(4);
    const { lines } = store.snapshot;
    expect(lines.length).toBe(viewLimits.roomLines);
    expect(lines.at(-1)).toMatchObject({ type: 'chat', body: { text: 'c999' } });
    world.server.rooms.say(world.room('show'), chat('after'));
    await world.pass(50);
    const keys = [...lines, store.snapshot.lines.at(-1)].map((line) => line?.key);
    expect(new Set(keys).size).toBe(lines.length + 1);
    leave();
  });

  test('what changes is shown, what does not is the same object', async () => {
    const { stores } = await world.viewer('ann');
    const { store, leave } = look(stores, 'show');
    await world.pass();
    const before = store.snapshot;
    store.room?.tap('like', 3);
    await world.pass(20);
    const after = store.snapshot;
    expect(after.counters).toEqual({ like: 3 });
    expect([after.rules, after.attributes, after.lines]).toEqual([
      before.rules,
      before.attributes,
      before.lines,
    ]);
    expect([after.rules === before.rules, after.lines === before.lines]).toEqual([true, true]);
    await world.settle(store.room?.set({ pinned: 'card' }) as Promise<unknown>);
    await world.pass();
    expect(store.snapshot.attributes).toMatchObject({ pinned: { value: 'card' } });
    leave();
  });

  test('another room is entered by a hop, and back again', async () => {
    const { stores } = await world.viewer('ann');
    const one = look(stores, 'one');
    await world.pass();
    const first = one.store.room;
    one.leave();
    const two = look(stores, 'two');
    await world.pass(30);
    expect([first?.inside, two.store.snapshot.status]).toEqual([false, 'inside']);
    expect(world.isInside('one', 'ann')).toBe(false);
    two.leave();
    const back = look(stores, 'one');
    expect(back.store).toBe(one.store);
    await world.pass(30);
    expect([back.store.snapshot.status, back.store.snapshot.error]).toEqual(['inside', undefined]);
    expect([world.isInside('one', 'ann'), world.isInside('two', 'ann')]).toEqual([true, false]);
    await world.pass(2 * viewLimits.lingerMs);
    expect([world.isInside('one', 'ann'), back.store.snapshot.status]).toEqual([true, 'inside']);
    back.leave();
  });

  test('whoever changes its mind while it hops ends where it wants to be', async () => {
    const { stores } = await world.viewer('ann');
    const one = look(stores, 'one');
    await world.pass();
    one.leave();
    const two = look(stores, 'two');
    await world.pass(2);
    two.leave();
    const back = look(stores, 'one');
    await world.pass(3 * viewLimits.lingerMs);
    expect(back.store.snapshot.status).toBe('inside');
    expect([world.isInside('one', 'ann'), world.isInside('two', 'ann')]).toEqual([true, false]);
    back.leave();
  });

  test('a hop that is refused says so, and the room before is left all the same', async () => {
    world.room('two').banned.add('ann');
    const { stores } = await world.viewer('ann');
    const one = look(stores, 'one');
    await world.pass();
    one.leave();
    const two = look(stores, 'two');
    await world.pass();
    expect([two.store.snapshot.status, two.store.snapshot.error?.code]).toEqual([
      'closed',
      'banned',
    ]);
    const seen: string[] = [];
    one.store.subscribe(() => seen.push(one.store.snapshot.status));
    const back = look(stores, 'one');
    await world.pass();
    expect([world.isInside('one', 'ann'), seen.includes('entering')]).toEqual([true, false]);
    back.leave();
    await world.pass(viewLimits.lingerMs + 50);
    expect(world.isInside('one', 'ann')).toBe(false);
    two.leave();
  });

  test('an entry that is answered when nobody wants it any more is undone', async () => {
    const { stores } = await world.viewer('ann');
    for (const connection of world.network.connections) {
      connection.setFaults('toDevice', { delayMs: viewLimits.lingerMs + 500 });
    }
    const { store, leave } = look(stores, 'show');
    leave();
    await world.pass(100);
    expect(world.isInside('show', 'ann')).toBe(true);
    await world.pass(2 * viewLimits.lingerMs);
    expect([world.isInside('show', 'ann'), store.room]).toEqual([false, undefined]);
  });

  test('returns by itself, and closes with a reason', async () => {
    const { stores } = await world.viewer('ann');
    const { store, leave } = look(stores, 'show');
    await world.pass();
    const seen: string[] = [];
    store.subscribe(() => seen.push(store.snapshot.status));
    world.network.cutAll();
    await world.pass(1_000);
    expect([seen.includes('returning'), store.snapshot.status]).toEqual([true, 'inside']);
    await world.settle(store.room?.leave() as Promise<void>);
    await world.pass();
    expect([store.snapshot.status, store.snapshot.error?.code]).toEqual(['closed', 'not_in_room']);
    leave();
  });

  test('what opens later is coming until it opens', async () => {
    const { stores } = await world.viewer('ann');
    const { store, leave } = look(stores, 'show');
    await world.pass();
    const now = world.clock.now();
    world.post('show', { activateAt: now + 2_000, body: { n: 2 } });
    world.post('show', { activateAt: now + 1_000, body: { n: 1 } });
    world.post('show', { activateAt: now - 1_000, body: { n: 0 } });
    await world.pass();
    const coming = () => store.snapshot.coming.map(({ body }) => body['n']);
    expect([coming(), store.snapshot.activated?.message.body]).toEqual([[1, 2], { n: 0 }]);
    await world.pass(1_000);
    expect([coming(), store.snapshot.activated?.message.body]).toEqual([[2], { n: 1 }]);
    await world.pass(1_000);
    expect([coming(), store.snapshot.activated?.message.body]).toEqual([[], { n: 2 }]);
    leave();
  });
});
