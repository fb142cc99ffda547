import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { listen, RoomWorld } from './model/room-world.ts';

let world: RoomWorld;
beforeEach(() => {
  world = new RoomWorld();
});
afterEach(async () => {
  expect(await world.close()).toBe(0);
});

describe('the log', () => {
  test('what was missed comes with the return, and what does not fit is pulled', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    world.post('show');
    await world.clock.advance(10);
    world.network.cutAll();
    for (let n = 0; n < 12; n += 1) world.post('show');
    await world.clock.advance(1_000);
    const expected = Array.from({ length: 12 }, (_, n) => `message ${n + 2}`);
    expect(heard).toEqual(['message 1', 'state returned', ...expected]);
  });

  test('of one frame entries are told before chat', async () => {
    const ann = await world.client('ann');
    const model = world.room('show');
    const heard = listen(await world.settle(ann.enter('show')));
    const syncId = model.log.append({ type: 'message' } as never);
    const chat = [{ from: 'bob', id: 'b1', kind: 'text', body: { text: 'hi' } }] as never;
    world.server.rooms.flush(model, { chat }, syncId);
    await world.clock.advance(10);
    expect(heard).toEqual(['message 1', 'chat bob hi']);
  });

  test('what a frame tells before the answer to the entry is not missed', async () => {
    const ann = await world.client('ann');
    const model = world.room('show');
    world.post('show');
    const entering = ann.enter('show');
    await world.clock.advance(3);
    const [connection] = world.server.connections;
    const place = { room: model.id, at: 1, epoch: 1, head: 2 };
    connection?.tell({ push: 'room', ...place });
    await world.clock.advance(4);
    model.log.append({ type: 'message' } as never);
    const heard = listen(await world.settle(entering));
    await world.clock.advance(30);
    expect(heard).toEqual(['message 1', 'message 2']);
  });

  test('a head that is told, and a frame that was lost, are pulled', async () => {
    const ann = await world.client('ann');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    world.server.temper = { ...world.server.temper, behind: 1 };
    for (let n = 0; n < 4; n += 1) world.post('show');
    await world.clock.advance(50);
    expect(heard).toEqual(['message 1', 'message 2', 'message 3', 'message 4']);
  });

  test('trimmed or replaced while away: a gap says so, and the state is right', async () => {
    const ann = await world.client('ann');
    const model = world.room('show');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    world.server.rooms.set(model, { a: 1, b: 1 });
    await world.clock.advance(10);
    world.network.cutAll();
    world.server.rooms.set(model, { a: null, b: 2 });
    for (let n = 0; n < 3; n += 1) world.post('show');
    model.log.trim(3);
    await world.clock.advance(1_000);
    expect(heard.slice(1)).toEqual([
      'state returned',
      'gap trimmed 1..1/3',
      'message 4',
      'message 5',
    ]);
    expect(room.attributes).toEqual({ b: { value: 2, version: 2 } });
    world.network.cutAll();
    model.log.restore(4, 2);
    await world.clock.advance(1_000);
    expect(heard.slice(5)).toEqual(['state returned', 'gap epoch 5..2/3', 'message 4']);
  });

  test('trimmed while a pull was under way: the state is asked for anew', async () => {
    const ann = await world.client('ann');
    const model = world.room('show');
    const room = await world.settle(ann.enter('show'));
    const heard = listen(room);
    world.server.rooms.set(model, { a: 1 });
    await world.clock.advance(10);
    model.log.append({ type: 'attributes', version: 2, set: {}, removed: ['a'] } as never);
    model.log.append({ type: 'message' } as never);
    delete model.attributes['a'];
    model.log.trim(2);
    world.server.rooms.flush(model, {});
    await world.clock.advance(100);
    expect(heard).toContain('gap trimmed 1..1/2');
    expect(room.attributes).toEqual({});
  });
});

test('rules are kept up to date', async () => {
  const ann = await world.client('ann');
  const room = await world.settle(ann.enter('show'));
  const heard = listen(room);
  const tell = (state: object) =>
    world.server.rooms.tell(world.room('show'), 'ann', state as { state: 'muted' });
  tell({ state: 'muted', until: 5 });
  tell({ state: 'muted_all' });
  tell({ state: 'slow', slowMs: 3_000 });
  await world.clock.advance(10);
  expect(room.rules).toEqual({ mutedUntil: 5, mutedAll: true, slowMs: 3_000 });
  tell({ state: 'unmuted' });
  tell({ state: 'unmuted_all' });
  await world.clock.advance(10);
  expect(room.rules).toEqual({ mutedUntil: undefined, mutedAll: false, slowMs: 3_000 });
  expect(heard.length).toBe(5);
});
