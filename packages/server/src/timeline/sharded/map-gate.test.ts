import { expect, test } from 'bun:test';
import { FakeClock } from '@eagre/testkit';
import { limits } from '../../limits.ts';
import { BucketMap } from './bucket-map.ts';
import { MapGate } from './map-gate.ts';
import { StaleMapError } from './stale-map-error.ts';

const first = BucketMap.even(['a', 'b']);
const moving = { id: 'x', to: 'b', buckets: [1, 2], frozen: [1], freezeEnds: 0 };

function open({ map = first, bucketHeld = 10 } = {}) {
  const clock = new FakeClock();
  let stales = 0;
  const gate = new MapGate({
    map,
    clock,
    limits: { ...limits, bucketHeld },
    onStale: () => {
      stales += 1;
    },
  });
  const passed: string[] = [];
  const ends = new Map<string, (error?: unknown) => void>();
  /** Work that lasts until `ends` is called. */
  const pass = (name: string, home: number, ...others: number[]) =>
    gate.pass({ home, others: new Set(others) }, (by) => {
      passed.push(`${name} by ${by.version}`);
      return new Promise<string>((resolve, reject) => {
        ends.set(name, (error) => (error === undefined ? resolve(name) : reject(error)));
      });
    });
  const end = async (name: string, error?: unknown) => {
    ends.get(name)?.(error);
    await clock.advance(0);
  };
  return { clock, gate, passed, pass, end, stales: () => stales };
}

test('work begins within the call', () => {
  const { pass, passed } = open();
  void pass('one', 1);
  expect(passed).toEqual(['one by 1']);
});

test('a new map is taken when all that was begun has ended, and what came meanwhile goes by it', async () => {
  const { gate, pass, passed, end } = open();
  void pass('old', 1);
  let isShut = false;
  const shut = gate.shut().then(() => {
    isShut = true;
  });
  void pass('new', 1);
  await end('none');
  expect(isShut).toBe(false);
  expect(passed).toEqual(['old by 1']);
  await end('old');
  await shut;
  gate.open(first.next({}));
  expect(passed).toEqual(['old by 1', 'new by 2']);
});

test('what a server refused goes again, before what came after it', async () => {
  const { gate, pass, passed, end, stales } = open();
  const results = Promise.all(['one', 'two', 'three'].map((name) => pass(name, 1)));
  // The servers may refuse in any order.
  await end('two', new StaleMapError(2));
  void pass('four', 1);
  await end('one', new StaleMapError(2));
  await end('three', new StaleMapError(2));
  expect(stales()).toBe(1);
  expect(passed.splice(0)).toHaveLength(3);
  await gate.shut();
  gate.open(first.next({}));
  expect(passed).toEqual(['one by 2', 'two by 2', 'three by 2', 'four by 2']);
  for (const name of ['one', 'two', 'three']) await end(name);
  expect(await results).toEqual(['one', 'two', 'three']);
});

test('what touches frozen buckets waits, and what comes behind it; all else goes', () => {
  const { pass, passed } = open({ map: first.withMove(moving) });
  void pass('home', 1);
  void pass('copy', 5, 1);
  void pass('behind', 5);
  void pass('free', 6, 7);
  void pass('to come', 2);
  expect(passed).toEqual(['free by 2', 'to come by 2']);
});

test('after the freeze all go, in order', async () => {
  const { gate, pass, passed, end } = open({ map: first.withMove(moving) });
  for (const name of ['one', 'two', 'three']) void pass(name, 1);
  const shut = gate.shut();
  await end('none');
  await shut;
  gate.open(gate.map.flipped());
  expect(passed).toEqual(['one by 3', 'two by 3', 'three by 3']);
});

test('nothing waits for ever, and not more than the limit', async () => {
  const { pass, passed, clock } = open({ map: first.withMove(moving), bucketHeld: 2 });
  const all = ['one', 'two', 'three'].map((name) => pass(name, 1).catch((error) => error));
  expect(await all[2]).toMatchObject({ code: 'overloaded' });
  await clock.advance(limits.bucketHoldMs);
  expect(await all[0]).toMatchObject({ code: 'unavailable' });
  expect(await all[1]).toMatchObject({ code: 'unavailable' });
  expect(passed).toEqual([]);
  expect(clock.pendingTimers).toBe(0);
});

test('closing refuses what waits and what comes', async () => {
  const { gate, pass, clock } = open({ map: first.withMove(moving) });
  const waits = pass('one', 1).catch((error) => error);
  gate.close();
  expect(await waits).toMatchObject({ code: 'closed' });
  expect(await pass('two', 7).catch((error) => error)).toMatchObject({ code: 'closed' });
  expect(clock.pendingTimers).toBe(0);
});
