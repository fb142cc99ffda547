import { expect, test } from 'bun:test';
import { WayWatch } from './way-watch.ts';

const lobby = { app: 'shop', conversation: 'group:lobby' };
const ann = { app: 'shop', from: 'ann' };
const annInLobby = { ...lobby, ...ann };

test('a conversation, a sender, or a sender in a conversation', () => {
  const asks = [
    ['shop/group:lobby', 'ann'],
    ['shop/group:lobby', 'bob'],
    ['shop/group:other', 'ann'],
    ['other/group:lobby', 'ann'],
  ] as const;
  const found = [lobby, ann, annInLobby].map((what) => {
    const watch = new WayWatch(3);
    watch.add(what, 0, 1000);
    expect(watch.mayHave('other/group:lobby')).toBe(false);
    return asks.map(([key, from]) => watch.has(key, from));
  });
  expect(found).toEqual([
    [true, true, false, false],
    [true, false, true, false],
    [true, false, false, false],
  ]);
});

test('it ends by itself; asked again it begins anew; what is under way is sought a moment longer', () => {
  const watch = new WayWatch(3);
  watch.add(ann, 0, 1000);
  watch.add(lobby, 0, 3000);
  watch.add(ann, 500, 1000);
  expect(watch.list(600)).toEqual([
    { ...ann, leftMs: 900 },
    { ...lobby, leftMs: 2400 },
  ]);
  watch.look(1499);
  expect(watch.has('shop/group:x', 'ann')).toBe(true);
  watch.look(1500);
  expect([watch.has('shop/group:x', 'ann'), watch.mayHave('shop/group:lobby')]).toEqual([
    false,
    true,
  ]);
  watch.look(3000);
  expect([watch.list(3000), watch.isActive]).toEqual([[], true]);
  watch.look(7999);
  expect(watch.isActive).toBe(true);
  watch.look(8000);
  expect(watch.isActive).toBe(false);
  watch.add(lobby, 9000, 1000);
  watch.remove(lobby, 9500);
  watch.look(14_499);
  expect(watch.isActive).toBe(true);
  watch.look(14_500);
  expect(watch.isActive).toBe(false);
});

test('no more than so many at once, until one is over', () => {
  const watch = new WayWatch(2);
  expect([watch.add(ann, 0, 1000), watch.add(lobby, 0, 2000)]).toEqual([true, true]);
  expect(watch.add(annInLobby, 0, 1000)).toBe(false);
  expect([watch.hasRoomFor(lobby), watch.hasRoomFor(annInLobby)]).toEqual([true, false]);
  expect(watch.add(ann, 500, 400)).toBe(true);
  expect(watch.add(annInLobby, 900, 1000)).toBe(true);
  watch.remove({ app: 'shop' }, 900);
  expect(watch.list(900)).toHaveLength(2);
});
