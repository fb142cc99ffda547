import { expect, test } from 'bun:test';
import { limits } from '../../limits.ts';
import { TapMemory } from './tap-memory.ts';
import { room, Station } from './test/station.ts';

test('beyond the limit who tapped longest ago is forgotten', () => {
  const station = new Station();
  const taps = new TapMemory({ ...station.use('n'), limits: { ...limits, roomTappers: 3 } });
  for (const device of ['a', 'b', 'c']) taps.note(room, device, 1);
  taps.note(room, 'a', 2);
  taps.note(room, 'd', 1);
  expect(taps.size).toBe(3);
  expect(['a', 'b', 'c', 'd'].map((device) => taps.has(room, device, 1))).toEqual([
    true,
    false,
    true,
    true,
  ]);
});

test('what is recent outlives a clean stop, in documents of bounded size; the rest does not', async () => {
  const station = new Station();
  const taps = new TapMemory(station.use('n/1#'));
  taps.note(room, 'early', 1);
  await station.clock.advance(limits.roomTapMs + 1);
  for (let i = 0; i < 9000; i += 1) taps.note(room, `${i}/${'d'.repeat(64)}`, 10 ** 12 + i);
  await taps.save();
  const stored = await station.store.documents('', '', 100);
  expect(stored).toHaveLength(3);
  for (const { value } of stored) expect(value.length).toBeLessThan(limits.documentLength);

  const next = new TapMemory(station.use('n/1#'));
  await next.load();
  expect(next.size).toBe(9000);
  expect(next.has(room, `8999/${'d'.repeat(64)}`, 10 ** 12 + 8999)).toBe(true);
  expect(next.has(room, `8999/${'d'.repeat(64)}`, 10 ** 12 + 9000)).toBe(false);
  expect(next.has(room, 'early', 1)).toBe(false);
  const other = new TapMemory(station.use('n'));
  await other.load();
  expect(other.size).toBe(0);

  const later = new TapMemory(station.use('n/1#'));
  later.note(room, 'a', 1);
  await later.save();
  expect(await station.store.documents('', '', 100)).toHaveLength(1);
  await new TapMemory(station.use('n/1#')).save();
  expect(await station.store.documents('', '', 100)).toHaveLength(0);
});

test('the longest names fill no document beyond its limit', async () => {
  const station = new Station();
  const taps = new TapMemory(station.use('n'));
  const longRoom = `${'a'.repeat(32)}/room:${'r'.repeat(64)}` as typeof room;
  const rest = `/${'d'.repeat(64)}`;
  for (let i = 0; i < 4000; i += 1) {
    taps.note(longRoom, `${'u'.repeat(60)}${1000 + i}${rest}`, Number.MAX_SAFE_INTEGER);
  }
  await taps.save();
  expect(await station.store.documents('', '', 100)).toHaveLength(1);
});
