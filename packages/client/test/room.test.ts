import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import type { RoomChat } from '@eagre/protocol';
import { listen, RoomWorld } from './model/room-world.ts';

let world: RoomWorld;
beforeEach(() => {
  world = new RoomWorld();
});
afterEach(async () => {
  expect(await world.close()).toBe(0);
});

const said = (id: string, text: string) =>
  ({ from: 'bob', id, kind: 'text', body: { text } }) as unknown as RoomChat;

describe('entering', () => {
  test('gives how the room stands, and tells what was said lately', async () => {
    world.room('show').counters = { like: 7 };
    world.server.rooms.set(world.room('show'), { pinned: 'card' });
    world.post('show');
    world.server.rooms.say(world.room('show'), said('b1', 'hi'));
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    expect([room.id as string, room.inside, room.role]).toEqual(['room:show', true, 'host']);
    expect([room.online, room.peak, room.visitors]).toEqual([{ devices: 1, users: 1 }, 1, 1]);
    expect(room.counters).toEqual({ like: 7 });
    expect(room.attributes).toEqual({ pinned: { value: 'card', version: 1 } });
    const heard = listen(room);
    await world.clock.advance(10);
    expect(heard).toEqual(['attributes 1', 'message 2', 'chat bob hi recent']);
  });

  test.each([
    ['banned', 'banned'],
    ['closed', 'room_closed'],
  ])('a room that is %s rejects, and nothing is left of it', async (how, code) => {
    if (how === 'banned') world.room('show').banned.add('ann');
    else world.room('show').closed = true;
    const ann = await world.client('ann');
    expect(await world.codeOf(ann.enter('show'))).toBe(code);
    world.network.cutAll();
    await world.clock.advance(1_000);
    expect(world.isInside('show', 'ann')).toBe(false);
  });

  test('twice is once, by either name', async () => {
    const ann = await world.client('ann');
    const both = await world.settle(Promise.all([ann.enter('show'), ann.enter('room:show')]));
    expect(world.room('show').members.size).toBe(1);
    await world.settle(both[0]?.leave());
    expect([both[1]?.inside, world.isInside('show', 'ann')]).toEqual([false, false]);
  });

  test('a hop is one command, and the room that was left says so', async () => {
    const ann = await world.client('ann');
    const one = await world.settle(ann.enter('one'));
    const heard = listen(one);
    const two = await world.settle(ann.enter('two', { leave: one }));
    const gen = (name: string) => world.room(name).members.get('ann-1')?.gen;
    expect([one.inside, two.inside, gen('one')]).toEqual([false, true, gen('two')]);
    expect([world.isInside('one', 'ann'), world.isInside('two', 'ann')]).toEqual([false, true]);
    expect(heard).toEqual(['closed left']);
  });

  test('a hop that is refused changes nothing', async () => {
    world.room('two').banned.add('ann');
    const ann = await world.client('ann');
    const one = await world.settle(ann.enter('one'));
    expect(await world.codeOf(ann.enter('two', { leave: one }))).toBe('banned');
    await world.clock.advance(100);
    expect([one.inside, world.isInside('one', 'ann')]).toEqual([true, true]);
    const heard = listen(one);
    world.post('one');
    await world.clock.advance(10);
    expect(heard.at(-1)).toBe('message 1');
  });
});

describe('talking', () => {
  test('own words are shown when the server took them, once, and known as own', async () => {
    const ann = await world.client('ann');
    const bob = await world.client('bob');
    const room = await world.settle(ann.enter('show'));
    const other = await world.settle(bob.enter('show'));
    const [own, others] = [listen(room), listen(other)];
    await world.settle(room.send('hello'));
    expect(own).toEqual(['chat ann hello own']);
    await world.clock.advance(1_000);
    expect([own, others]).toEqual([['chat ann hello own'], ['chat ann hello']]);
  });

  test('chat that is told again on a return is shown once', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    world.server.rooms.say(world.room('show'), said('b1', 'one'));
    await world.clock.advance(10);
    world.network.cutAll();
    world.server.rooms.say(world.room('show'), said('b2', 'two'));
    const { id: _, ...nameless } = said('', 'nameless');
    world.server.rooms.say(world.room('show'), nameless);
    await world.clock.advance(1_000);
    expect(heard).toEqual(['chat bob one', 'state returned', 'chat bob two recent']);
  });

  test('a reliable message is stored once over cuts, and resolves with its place', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    for (let ms = 0; ms < 25; ms += 1) {
      const sent = room.sendReliable({ kind: 'text', body: { n: ms } });
      await world.clock.advance(ms);
      world.network.cutAll();
      expect((await world.settle(sent)).syncId).toBe(ms + 1);
    }
    expect(world.room('show').log.head).toBe(25);
    await world.clock.advance(1_000);
    const messages = heard.filter((words) => words.startsWith('message'));
    expect(messages).toEqual(Array.from({ length: 25 }, (_, n) => `message ${n + 1}`));
  });

  test('the instant of a message may come from the clock as it is', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const instants: unknown[] = [];
    room.on('message', (event) => instants.push(event.type === 'message' && event.activateAt));
    const activateAt = world.clock.now() + 500.4;
    await world.settle(room.sendReliable('now', { activateAt }));
    await world.clock.advance(1_000);
    expect(instants).toEqual([Math.round(activateAt)]);
  });

  test('wrong taps throw, right ones are shown at once', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    expect(() => room.tap('no spaces')).toThrow('counter must be');
    expect(() => room.tap('like', 0.5)).toThrow('count must be');
    expect(() => room.tap('like', -1)).toThrow('count must be');
    room.tap('like');
    room.tap('like', 2);
    expect(room.counters).toEqual({ like: 3 });
    await world.clock.advance(1_100);
    expect(world.room('show').counters).toEqual({ like: 3 });
  });

  test('taps that wait go before the device leaves', async () => {
    const ann = await world.client('ann');
    const one = await world.settle(ann.enter('one'));
    one.tap('like', 4);
    const two = await world.settle(ann.enter('two', { leave: one }));
    two.tap('like', 5);
    await world.settle(two.leave());
    expect(['one', 'two'].map((name) => world.room(name).counters['like'])).toEqual([4, 5]);
  });

  test('attributes and members are asked for; a call waits for a return', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    world.network.cutAll();
    await world.settle(room.set({ pinned: 1 }));
    expect((await world.settle(room.members())).complete).toBe(true);
    await world.clock.advance(20);
    expect(room.attributes).toEqual({ pinned: { value: 1, version: 1 } });
  });
});

describe('the end of a stay', () => {
  test('after leaving nothing is told, and calls fail', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    const reading = (async () => {
      let last = '';
      for await (const { type } of room.events()) last = type;
      return last;
    })();
    await world.clock.advance(10);
    await world.settle(room.leave());
    world.post('show');
    await world.clock.advance(100);
    expect([heard, await reading]).toEqual([['closed left'], 'closed']);
    const calls = [
      () => room.send('x'),
      () => room.sendReliable('x'),
      () => room.set({}),
      () => room.members(),
    ];
    for (const call of calls) expect(await world.codeOf(call())).toBe('not_in_room');
    expect(() => room.tap('like')).toThrow('room:show is left: left');
    expect(await world.codeOf(room.leave())).toBe('ok');
    const again = await world.settle(ann.enter('show'));
    expect([again.inside, room.inside]).toEqual([true, false]);
  });

  test.each(['banned', 'closed', 'elsewhere'] as const)('put out: %s', async (state) => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    world.server.rooms.tell(world.room('show'), 'ann', { state });
    await world.clock.advance(10);
    expect([heard, room.inside]).toEqual([[`closed ${state}`], false]);
    world.network.cutAll();
    await world.clock.advance(12_000);
    expect([heard.length, world.isInside('show', 'ann')]).toEqual([1, false]);
  });

  test('the last entry of the log ends it, after all before it', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    world.post('show');
    world.server.rooms.append(world.room('show'), { type: 'closed', at: 1, by: 'host' } as never);
    await world.clock.advance(10);
    expect(heard).toEqual(['message 1', 'closed closed']);
  });

  test.each([
    ['banned', 'banned'],
    ['room_closed', 'closed'],
  ])('refused on the way back: %s', async (code, reason) => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    if (code === 'banned') world.room('show').banned.add('ann');
    else world.room('show').closed = true;
    world.network.cutAll();
    await world.clock.advance(1_000);
    expect([heard, room.inside]).toEqual([[`closed ${reason}`], false]);
  });

  test('refused for now on the way back: it is tried again', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    const { temper } = world.server;
    world.network.cutAll();
    await world.clock.advance(5);
    world.server.temper = { ...temper, refusal: 0.5 };
    await world.clock.advance(2_000);
    world.server.temper = temper;
    await world.clock.advance(2_000);
    expect([heard.at(-1), world.isInside('show', 'ann')]).toEqual(['state returned', true]);
  });

  test('closing the client ends every room', async () => {
    const ann = await world.client('ann');
    const rooms = await world.settle(Promise.all(['a', 'b'].map((name) => ann.enter(name))));
    const heard = rooms.map(listen);
    rooms[0]?.tap('like');
    await ann.close();
    expect([heard, rooms.some(({ inside }) => inside)]).toEqual([
      [['closed left'], ['closed left']],
      false,
    ]);
  });
});
