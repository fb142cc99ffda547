import { expect, test } from 'bun:test';
import { audienceFixture, type FakeDevice } from './test/audience-fixture.ts';

const logs = (devices: readonly FakeDevice[]) => devices.map(({ log }) => log.join(' | '));

test('a flush goes once to everybody who was in when it began', () => {
  const { audience, counters, turn, settle, flush, devices } = audienceFixture({
    sliceReceivers: 2,
  });
  const [gone, ...stayed] = devices(5);
  flush(2, 3);
  turn();
  const late = devices(1, 2);
  audience.remove(gone as FakeDevice);
  expect([audience.busy, audience.reliableBusy]).toEqual([true, true]);
  settle();
  expect([audience.busy, audience.reliableBusy, audience.size]).toEqual([false, false, 5]);
  expect(logs(stayed)).toEqual(Array.from({ length: 4 }, () => '1: 1-2'));
  expect(logs(late)).toEqual(['']);
  expect(counters).toMatchObject({
    flushes: 1,
    frames: 5,
    chatDelivered: 15,
    reliableDelivered: 10,
  });
  expect(counters.chars).toBe(5 * '{"flush":1,"chat":3,"first":1,"last":2}'.length);
});

test('entries overtake chat under way, between two slices', () => {
  const { audience, turn, settle, flush, devices } = audienceFixture({
    sliceReceivers: 10,
    sliceStep: 1,
  });
  const all = devices(100);
  flush();
  turn();
  expect([audience.busy, audience.reliableBusy]).toEqual([true, false]);
  flush(1);
  for (let i = 0; i < 13; i += 1) turn();
  expect(all.filter(({ log }) => log.includes('2: 1-1'))).toHaveLength(100);
  expect(all.filter(({ log }) => log.includes('1')).length).toBeLessThan(50);
  settle();
  expect(all.every(({ log }) => log.length === 2)).toBe(true);
});

test('nothing overtakes entries: what comes later waits for their end', () => {
  const { audience, turn, settle, flush, devices } = audienceFixture({ sliceReceivers: 1 });
  const all = devices(3);
  flush();
  turn();
  flush(1);
  flush();
  flush(1);
  flush();
  settle();
  expect(audience.busy).toBe(false);
  for (const { log } of all) {
    expect(log.filter((line) => line !== '1')).toEqual(['2: 1-1', '4: 2-2', '3', '5']);
  }
});

test('who comes while a flush waits gets it, and no more than a few may wait', () => {
  const { room, settle, flush, devices } = audienceFixture({ roomFlushesWaiting: 1 });
  const [first] = devices(1);
  flush();
  flush();
  flush(1);
  flush(1);
  const [late] = devices(1, 2);
  expect(() => flush()).toThrow('1 flushes of room:show wait already');
  expect(() => flush(1)).toThrow('wait already');
  settle();
  expect(first?.log).toHaveLength(4);
  // What was ahead of its snapshot it is given twice rather than not at all.
  expect(late?.log).toEqual(['4: 2-2', '2']);
  expect(room.asked).toEqual([]);
});

test('entries must go on after those before', () => {
  const { audience, room, flush, devices } = audienceFixture();
  devices(1);
  flush(3);
  const { frame } = room.flush();
  const span = (first: number, last: number) => () =>
    audience.flush({ frame, chat: 0, entries: { first, last } });
  expect(span(3, 4)).toThrow('entries 3 to 4 do not go on after 3');
  expect(span(5, 4)).toThrow();
  room.epoch = 2;
  expect(span(1, 1)).not.toThrow();
});

test('a device that closes itself while it is served leaves nothing and skips nobody', () => {
  const { audience, counters, settle, flush, devices } = audienceFixture();
  const all = devices(10);
  for (const [i, one] of all.entries()) {
    one.refuses = i % 4 === 0;
    if (i % 2 === 0) one.onRoom = () => audience.remove(one);
  }
  flush(1);
  settle();
  flush(1);
  settle();
  expect(all.map(({ frames }) => frames.length)).toEqual([0, 2, 1, 2, 0, 2, 1, 2, 0, 2]);
  expect([audience.size, audience.owed, counters.refusedFrames]).toEqual([5, 0, 3]);
});

test('closing ends what is under way, and lets go of everybody', async () => {
  const { audience, clock, counters, scheduler, turn, settle, flush, devices } = audienceFixture({
    sliceReceivers: 1,
  });
  const [first, second] = devices(2);
  flush(1);
  flush(1);
  flush();
  turn();
  audience.close();
  settle();
  expect(counters.flushes).toBe(1);
  await clock.advance(10_000);
  expect(logs([first, second] as FakeDevice[])).toEqual(['1: 1-1', '']);
  expect([first?.place, audience.size, audience.busy, scheduler.size]).toEqual([-1, 0, false, 0]);
  expect(clock.pendingTimers).toBe(0);
});

test('closing forgets what is owed', () => {
  const { audience, clock, settle, flush, devices } = audienceFixture();
  const [device] = devices(1) as [FakeDevice];
  device.refuses = true;
  flush(1);
  settle();
  expect([audience.owed, clock.pendingTimers]).toEqual([1, 1]);
  audience.close();
  expect([audience.owed, clock.pendingTimers]).toEqual([0, 0]);
});

test('the longest flush is told', async () => {
  const { clock, counters, turn, settle, flush, devices } = audienceFixture({ sliceReceivers: 1 });
  devices(2);
  flush();
  turn();
  await clock.advance(30);
  settle();
  flush();
  settle();
  expect(counters.longestFlushMs).toBe(30);
});

test('a listener is in once at most, and taking it out again does nothing', () => {
  const { audience, devices } = audienceFixture();
  const [device] = devices(1) as [FakeDevice];
  expect(() => audience.add(device, 0)).toThrow('already');
  audience.remove(device);
  audience.remove(device);
  expect(audience.size).toBe(0);
});
