import { expect, test } from 'bun:test';
import fc from 'fast-check';
import { CopyReader } from './copy-reader.ts';
import { logHash } from './way-marks.ts';

const name = fc.stringMatching(/^[A-Za-z0-9_.@-]{1,64}$/);
const count = fc.integer({ min: 1, max: 2 ** 40 });
const copies = new CopyReader();

function stamped(conversation: string, epoch: number, syncId: number, type: string) {
  return `{"conversation":"${conversation}","epoch":${epoch},"syncId":${syncId},"type":"${type}","entry":{}}`;
}

test('a copy in a user queue is known by the place of what it was made of', () => {
  fc.assert(
    fc.property(name, name, count, count, (group, user, epoch, syncId) => {
      const entry = stamped(`group:${group}`, epoch, syncId, 'copy');
      expect(copies.read(`shop/user:${user}`, entry)).toBe(true);
      const log = logHash(`shop/group:${group}`, epoch);
      expect([copies.log, copies.epoch, copies.syncId]).toEqual([log, epoch, syncId]);
    }),
  );
});

test('no other entry passes for a copy', () => {
  const others = [
    stamped('group:a', 1, 7, 'personal'),
    '{"conversation":"group:a","epoch":1,"syncId":7,"type":"mode","at":5,"mode":"read"}',
    '{"conversation":"group:a',
    '{"conversation":"group:a","epoch":1,"syncId":7',
    '{"conversation":"group:a","epoch":-1,"syncId":7,"type":"copy"}',
    '{"type":"message","at":1}',
    '',
  ];
  for (const entry of others) expect(copies.read('shop/user:ann', entry)).toBe(false);
});

test('one copy after another of the same message, and of its likes in other apps and places', () => {
  const place = (app: string, syncId: number) => {
    expect(copies.read(`${app}/user:ann`, stamped('group:a', 3, syncId, 'copy'))).toBe(true);
    return [copies.log, copies.syncId];
  };
  const [shop, other] = [logHash('shop/group:a', 3), logHash('other/group:a', 3)];
  const places = [place('shop', 7), place('shop', 7), place('other', 7), place('shop', 7)];
  expect(places).toEqual([
    [shop, 7],
    [shop, 7],
    [other, 7],
    [shop, 7],
  ]);
  expect([place('shop', 77), place('shop', 7)]).toEqual([
    [shop, 77],
    [shop, 7],
  ]);
  expect(copies.read('shop/user:ann', stamped('group:a', 3, 7, 'personal'))).toBe(false);
  expect(place('shop', 7)).toEqual([shop, 7]);
});
