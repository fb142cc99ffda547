import { expect, test } from 'bun:test';
import type { RoomCounters } from '@eagre/protocol';
import { documentKey } from '../../keys.ts';
import { limits } from '../../limits.ts';
import { refusal, room, Station, sumsOf, totalsOf } from './test/station.ts';

const key = documentKey(room, 'counters');

async function open() {
  const station = new Station();
  const use = station.counting('n1');
  return { station, use, counters: await station.openCounters(use) };
}

async function stored(station: Station): Promise<RoomCounters> {
  return totalsOf(await station.store.counts(key));
}

test('taps are counted once, whatever is sent again, and stored by a commit', async () => {
  const { station, use, counters } = await open();
  expect(counters.tap('ann/phone', 5, { like: 3 })).toBe(true);
  expect(counters.tap('ann/phone', 5, { like: 3 })).toBe(false);
  expect(counters.tap('ann/phone', 4, { like: 9 })).toBe(false);
  expect(counters.tap('ann/pad', 1, { like: 1, wow: 2 })).toBe(true);
  expect(counters.tap('ann/phone', 6, { like: 1 })).toBe(true);
  expect(counters.totals()).toEqual({ like: 5, wow: 2 });
  expect([use.commits.isDirty, await stored(station)]).toEqual([true, {}]);
  await use.commits.commit();
  expect([use.commits.isDirty, await stored(station)]).toEqual([false, { like: 5, wow: 2 }]);
  await use.commits.commit();
  expect(station.store.stats().commits).toBe(1);
});

test('a device has its own row of taps in each room', async () => {
  const { use, station, counters } = await open();
  counters.tap('ann/phone', 6, { like: 1 });
  expect(use.taps.has(room, 'ann/phone', 6)).toBe(true);
  expect(use.taps.has(`${room}2` as typeof room, 'ann/phone', 5)).toBe(false);
  expect(station.reported).toEqual([]);
});

test('a room opened again has what was stored and what still waits', async () => {
  const { station, use, counters } = await open();
  counters.tap('a', 1, { like: 1 });
  await use.commits.commit();
  counters.tap('a', 2, { like: 2 });
  expect((await station.openCounters(use)).totals()).toEqual({ like: 3 });
  expect((await station.openCounters(station.counting('n2'))).totals()).toEqual({ like: 1 });
});

test('what changed is told once, all of it is made once', async () => {
  const { use, station, counters } = await open();
  expect(counters.takeChanged()).toBeUndefined();
  counters.tap('a', 1, { like: 1, wow: 1 });
  counters.tap('b', 1, { like: 1 });
  expect(counters.takeChanged()).toEqual({ like: 2, wow: 1 });
  expect(counters.takeChanged()).toBeUndefined();
  counters.take('n2', sumsOf({ wow: 4 }));
  expect(counters.takeChanged()).toEqual({ wow: 5 });
  expect(counters.totals()).toBe(counters.totals());
  expect(counters.totals()).toEqual({ like: 2, wow: 5 });
  await use.commits.commit();
  expect((await station.openCounters(use)).takeChanged()).toBeUndefined();
});

test('sums of rooms that were made before nodes had their own still count', async () => {
  const { station } = await open();
  const old = [
    { write: 'count', key, name: 'like', add: 100 } as const,
    { write: 'count', key, name: 'like@n9', add: 7 } as const,
    { write: 'count', key, name: 'like@n1', add: 3 } as const,
  ];
  await station.store.commit({ writes: old, appends: [] });
  const counters = await station.openCounters(station.counting('n1'));
  expect(counters.totals()).toEqual({ like: 110 });
  counters.tap('a', 1, { like: 1 });
  expect(counters.teller.takeNews()?.counts).toEqual({ like: 4 });
});

test('what a backend adds is stored when it is answered, or not counted', async () => {
  const { station, counters } = await open();
  expect(await counters.add({ like: 5, gift: -2 })).toEqual({ like: 5, gift: -2 });
  expect(await stored(station)).toEqual({ like: 5, gift: -2 });
  station.fault = () => 'refused';
  await expect(counters.add({ like: 1 })).rejects.toThrow('no store');
  expect(counters.totals()).toEqual({ like: 5, gift: -2 });
});

test('limits: names, sums and totals; a refused tap counts nothing and may be tried again', async () => {
  const { counters, use } = await open();
  const names = Array.from({ length: limits.roomCounters }, (_, i) => `c${i}`);
  for (const [i, name] of names.entries()) counters.tap('a', i + 1, { [name]: 1 });
  const refused = { code: 'limit_exceeded', field: 'counts' };
  expect(await refusal(() => counters.tap('b', 1, { c0: 1, more: 1 }))).toMatchObject(refused);
  expect(counters.totals()['c0']).toBe(1);
  expect(counters.tap('b', 1, { c0: 1 })).toBe(true);
  expect(await refusal(() => counters.add({ more: 1 }))).toMatchObject({ field: 'add' });
  expect(await refusal(() => counters.add({ c0: 0.5 }))).toMatchObject({
    code: 'invalid_argument',
    field: 'add.c0',
  });
  expect(await refusal(() => counters.add({ c0: 10 ** 15 }))).toMatchObject({
    code: 'limit_exceeded',
    field: 'add.c0',
  });
  await use.commits.commit();
  expect(counters.totals()['c0']).toBe(2);
});

test('names of objects’ own are names', async () => {
  const { station, use, counters } = await open();
  counters.tap('a', 1, JSON.parse('{"constructor":1,"__proto__":2}'));
  await use.commits.commit();
  expect(JSON.stringify(counters.totals())).toBe('{"constructor":1,"__proto__":2}');
  expect(await station.store.counts(key)).toEqual(
    new Map([
      ['constructor@n1', 1],
      ['__proto__@n1', 2],
    ]),
  );
});

test('a check leaves alone what is between memory and store', async () => {
  const { station, use, counters } = await open();
  counters.tap('a', 1, { like: 3 });
  station.fault = () => 'lost';
  await expect(use.commits.commit()).rejects.toThrow('no answer');
  await counters.check();
  expect(counters.totals()).toEqual({ like: 3 });
  station.fault = () => undefined;
  await Promise.all([counters.check(), use.commits.commit(), counters.check()]);
  await counters.check();
  expect([counters.totals(), await stored(station)]).toEqual([{ like: 3 }, { like: 3 }]);
});

test('what happens while a check reads does not deceive it', async () => {
  const { station, use, counters } = await open();
  const { counts } = station.store;
  const meanwhile = (what: () => unknown) => {
    station.timeline.counts = async (asked) => {
      const found = await counts(asked);
      await what();
      return found;
    };
  };
  counters.tap('a', 1, { like: 3 });
  meanwhile(() => use.commits.commit());
  await counters.check();
  expect(counters.totals()).toEqual({ like: 3 });
  meanwhile(() => counters.tap('a', 2, { like: 1 }));
  await counters.check();
  expect(counters.totals()).toEqual({ like: 4 });
  meanwhile(() => counters.take('n2', sumsOf({ like: 5 })));
  await counters.check();
  expect(counters.totals()).toEqual({ like: 9 });
});

test('what a backend adds while a check reads is counted once, and not lost', async () => {
  const { station, counters } = await open();
  await counters.add({ gift: 1 });
  const { counts } = station.store;
  const { promise, resolve } = Promise.withResolvers<void>();
  station.timeline.counts = async (asked) => {
    const found = await counts(asked);
    await promise;
    return found;
  };
  // Reads what was before the addition, and is at its end after it.
  const check = counters.check();
  const added = counters.add({ gift: 2 });
  for (let i = 0; i < 50; i += 1) await Promise.resolve();
  resolve();
  await check;
  expect(await added).toEqual({ gift: 3 });
  expect(counters.totals()).toEqual({ gift: 3 });
});

test('what a check found before the store has answered a backend is counted once', async () => {
  const { station, use } = await open();
  const { promise, resolve } = Promise.withResolvers<void>();
  const commit: typeof station.timeline.commit = async (given) => {
    const result = await station.store.commit(given);
    await promise;
    return result;
  };
  const timeline = { ...use.timeline, commit };
  const slow = await station.openCounters({ ...use, timeline });
  const added = slow.add({ gift: 2 });
  await slow.check();
  resolve();
  expect(await added).toEqual({ gift: 2 });
});

test('a room opened while its sums are on their way has all of them', async () => {
  const { station, use, counters } = await open();
  counters.tap('a', 1, { like: 1 });
  await use.commits.commit();
  counters.tap('a', 2, { like: 2 });
  station.fault = () => 'refused';
  await expect(use.commits.commit()).rejects.toThrow('no store');
  // A check leaves alone what is neither stored nor gathered.
  await counters.check();
  expect(counters.totals()).toEqual({ like: 3 });
  station.fault = () => undefined;
  expect((await station.openCounters(use)).totals()).toEqual({ like: 3 });
  counters.tap('a', 3, { like: 4 });
  const { counts } = station.store;
  station.timeline.counts = async (asked) => {
    const found = await counts(asked);
    await use.commits.commit();
    return found;
  };
  expect((await station.openCounters(use)).totals()).toEqual({ like: 7 });
});
