import { expect, test } from 'bun:test';
import { Way, WayRing } from './way-ring.ts';

test('the newest are kept, under their marks', () => {
  const ring = new WayRing(3);
  for (const mark of [1, 2, 3, 4, 5]) ring.begin(mark).id = `m${mark}`;
  expect(ring.size).toBe(3);
  expect([...ring.newest()].map(({ id }) => id)).toEqual(['m5', 'm4', 'm3']);
  expect([1, 2, 3].map((mark) => ring.find(mark)?.id)).toEqual([undefined, undefined, 'm3']);
});

test('a mark that comes again has its newer way', () => {
  const ring = new WayRing(3);
  ring.begin(1).id = 'old';
  ring.begin(1).id = 'new';
  expect([...ring.newest()].map(({ id }) => id)).toEqual(['new']);
  ring.begin(2);
  ring.begin(3);
  // The place of the old one was taken; that of the new one is still there.
  expect(ring.find(1)?.id).toBe('new');
  ring.begin(4);
  expect(ring.find(1)).toBeUndefined();
  expect(ring.size).toBe(3);
});

test('an empty ring has no way, not even under the mark of blank memory', () => {
  const ring = new WayRing(2);
  expect(ring.find(0)).toBeUndefined();
  expect([...ring.newest()]).toEqual([]);
  ring.begin(0);
  expect(ring.size).toBe(1);
  expect([...ring.newest()]).toHaveLength(1);
});

test('the first time of a station counts, of its ends the last', () => {
  const way = new Way();
  way.begin(7);
  for (const atMs of [5, 3, 9]) {
    way.passed('first', atMs);
    way.passed('last', atMs);
    way.passed('dropped', atMs);
  }
  expect([...way.times.slice(-3)]).toEqual([3, 9, 9]);
  expect([way.has('first'), way.has('heard')]).toEqual([true, false]);
  Object.assign(way, { devices: 2, behind: 1, why: 'closed', isPersonal: true, isWatched: true });
  way.begin(8);
  expect(way.has('first')).toBe(false);
  expect({ ...way }).toMatchObject({ mark: 8, devices: 0, behind: 0, why: '' });
  expect([way.isPersonal, way.isWatched]).toEqual([false, false]);
});
