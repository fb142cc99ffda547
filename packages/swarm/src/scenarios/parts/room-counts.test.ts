import { expect, test } from 'bun:test';
import { addCounts, checkCounts, judgeCounts } from './room-counts.ts';

const expected = new Map([
  ['room:a', 3],
  ['room:b', 0],
]);

/** Tells what it is given, one after the other; the last again and again. */
function api(told: Record<string, number[]>) {
  const get = (room: string) => {
    const list = told[room] as number[];
    const devices = (list.length > 1 ? list.shift() : list[0]) as number;
    return Promise.resolve({ room, online: { devices, users: devices }, tier: {} as never });
  };
  return { get };
}

test('counts may be wrong for a while, and are then right', async () => {
  const check = await checkCounts(api({ 'room:a': [5, 2, 3], 'room:b': [0] }), expected);
  expect(check).toMatchObject({ rooms: 2, devices: 3, wrong: [] });
  expect(check.tookMs).toBeLessThan(1500);
  expect(judgeCounts(check).ok).toBe(true);
});

test('a count that stays wrong is told with its room', async () => {
  const check = await checkCounts(api({ 'room:a': [3], 'room:b': [1] }), expected, 120);
  expect(check.wrong).toEqual(['room:b tells 1 devices and has 0']);
  expect(check.tookMs).toBeGreaterThanOrEqual(120);
  expect(judgeCounts(check)).toMatchObject({ name: 'online', ok: false });
});

test('a count that is right too late is wrong', async () => {
  const late = [...Array.from({ length: 20 }, () => 9), 3];
  const check = await checkCounts(api({ 'room:a': late, 'room:b': [0] }), expected, 100);
  expect(check.wrong.length).toBe(1);
});

test('processes add up', () => {
  const sums = addCounts([
    [['room:a', 1]],
    [
      ['room:b', 4],
      ['room:a', 2],
    ],
  ]);
  expect([...sums]).toEqual([
    ['room:a', 3],
    ['room:b', 4],
  ]);
});
