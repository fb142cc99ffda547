import { expect, test } from 'bun:test';
import { limits } from '../../limits.ts';
import { room, Station, sumsMessage, sumsOf } from './test/station.ts';

async function open() {
  const station = new Station();
  const use = station.counting('n1');
  return { station, use, counters: await station.openCounters(use) };
}

test('other nodes are told what this one counted so far, and only that', async () => {
  const { counters, use } = await open();
  const { teller } = counters;
  const { start } = use.commits;
  counters.take('n2', sumsOf({ like: 7 }));
  expect([teller.takeNews(), teller.hasAny]).toEqual([undefined, false]);
  counters.tap('a', 1, { like: 1, wow: 1 });
  counters.tap('b', 1, { like: 1 });
  expect(teller.takeNews()).toEqual({ start, adds: 0, counts: { like: 2, wow: 1 } });
  counters.tap('b', 2, { like: 1 });
  expect(teller.takeNews()).toEqual({ start, adds: 0, counts: { like: 3 } });
  expect(teller.takeNews()).toBeUndefined();
  // What backends add is told to have come, and read from the store.
  await counters.add({ gift: -2 });
  expect(teller.takeNews()).toEqual({ start, adds: 1, counts: {} });
  expect(teller.all()).toEqual({ start, adds: 1, counts: { like: 3, wow: 1 }, whole: true });
});

test('all of it is told again soon after the last news, and now and then', async () => {
  const { counters, station } = await open();
  const { teller } = counters;
  // That it has counted nothing yet, too.
  expect(teller.takeRepeat()).toMatchObject({ counts: {}, whole: true });
  const step = async () => {
    await station.clock.advance(limits.roomCrowdMs);
    return teller.takeRepeat() !== undefined;
  };
  counters.tap('a', 1, { like: 1 });
  teller.takeNews();
  expect([await step(), await step(), await step(), await step()]).toEqual([
    ...[false, true, false, false],
  ]);
  const steps = limits.roomRefreshMs / limits.roomCrowdMs;
  let told = 0;
  for (let i = 0; i < 2 * steps; i += 1) told += (await step()) ? 1 : 0;
  expect(told).toBe(2);
});

test('sums of another node are taken late, twice and out of order as if they came once', async () => {
  const { counters } = await open();
  const told = [3, 5, 4, 5, 3].map((like) => sumsOf({ like }));
  for (const sums of told) counters.take('n2', sums);
  counters.take('n3', sumsOf({ like: 1 }));
  expect(counters.totals()).toEqual({ like: 6 });
  counters.take('n1', sumsOf({ like: 100 }));
  expect(counters.totals()).toEqual({ like: 6 });
});

test('a node that was started again counts with what it tells now, though that is less', async () => {
  const { counters } = await open();
  counters.take('n2', sumsOf({ like: 5, wow: 2 }, { start: 10 }));
  counters.take('n2', sumsOf({ like: 3 }, { start: 20 }));
  // Of the other counter it has told nothing yet.
  expect(counters.totals()).toEqual({ like: 3, wow: 2 });
  counters.take('n2', sumsOf({ like: 5, wow: 9 }, { start: 10 }));
  expect(counters.totals()).toEqual({ like: 3, wow: 2 });
  counters.take('n2', sumsOf({ like: 4, wow: 1 }, { start: 20 }));
  expect(counters.totals()).toEqual({ like: 4, wow: 1 });
  counters.take('n2', sumsOf({ like: 4 }, { start: 30, whole: true }));
  expect(counters.totals()).toEqual({ like: 4, wow: 0 });
  for (const start of [40, 50]) {
    counters.take('n2', sumsOf({}, { start, adds: 60 - start }));
    expect(counters.isStale).toBe(true);
    await counters.check();
  }
});

test('a node that is gone for good counts with what it stored', async () => {
  const { station, counters } = await open();
  const other = station.counting('n2');
  const there = await station.openCounters(other);
  there.tap('b', 1, { like: 10 });
  await other.commits.commit();
  there.tap('b', 2, { like: 5, wow: 1 });
  counters.take('n2', there.teller.all());
  await station.clock.advance(limits.roomSumsForgetMs);
  await counters.check();
  expect(counters.totals()).toEqual({ like: 15, wow: 1 });
  await station.clock.advance(1);
  await counters.check();
  expect(counters.totals()).toEqual({ like: 10, wow: 0 });
});

test('what backends add by another node is read when that tells of it, however often it does', async () => {
  const { station, counters } = await open();
  const there = await station.openCounters(station.counting('n2'));
  await there.add({ gift: -3 });
  expect([counters.isStale, counters.totals()]).toEqual([false, {}]);
  counters.take('n2', there.teller.all());
  expect(counters.isStale).toBe(true);
  await counters.check();
  expect([counters.isStale, counters.totals()]).toEqual([false, { gift: -3 }]);
  counters.take('n2', there.teller.all());
  expect(counters.isStale).toBe(false);
  station.fault = () => 'lost';
  await expect(there.add({ gift: 1 })).rejects.toThrow('no answer');
  // It is in the store, though nobody was told so.
  expect(there.isStale).toBe(true);
  counters.take('n2', there.teller.takeNews() ?? sumsOf({}));
  for (const one of [there, counters]) {
    await one.check();
    expect(one.totals()).toEqual({ gift: -2 });
  }
});

test('a check finds what the bus lost, and what is told late is not counted twice', async () => {
  const { station, counters } = await open();
  const other = station.counting('n2');
  const there = await station.openCounters(other);
  there.tap('b', 1, { like: 10 });
  counters.tap('a', 1, { like: 1 });
  await other.commits.commit();
  await counters.check();
  expect(counters.totals()).toEqual({ like: 11 });
  const late = there.teller.takeNews() ?? sumsOf({});
  there.tap('b', 2, { like: 5 });
  await other.commits.commit();
  station.bus.publish(room, sumsMessage('n2', late));
  expect(counters.totals()).toEqual({ like: 11 });
  station.bus.publish(room, sumsMessage('n2', there.teller.takeNews() ?? late));
  await counters.check();
  expect(counters.totals()).toEqual({ like: 16 });
});
