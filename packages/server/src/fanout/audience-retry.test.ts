import { expect, test } from 'bun:test';
import { audienceFixture, type FakeDevice } from './test/audience-fixture.ts';

/** An audience of two, of which the second refuses. */
function oneRefuses(given: Parameters<typeof audienceFixture>[0] = {}) {
  const fixture = audienceFixture(given);
  const [ready, slow] = fixture.devices(2) as [FakeDevice, FakeDevice];
  slow.refuses = true;
  return { ...fixture, ready, slow };
}

test('what was refused goes along with the next flush, whatever that carries', () => {
  const { audience, counters, room, ready, slow, settle, flush } = oneRefuses();
  flush(2, 5);
  settle();
  expect([audience.owed, slow.refusals]).toEqual([1, 1]);
  expect(counters).toMatchObject({ refusedFrames: 1, refusedChat: 5, refusedReliable: 2 });
  slow.refuses = false;
  flush(0, 7);
  settle();
  flush(1);
  settle();
  expect(ready.log).toEqual(['1: 1-2', '2', '3: 3-3']);
  expect(slow.log).toEqual(['2: 1-2', '3: 3-3']);
  expect(room.asked).toEqual(['2 0 2']);
  expect(counters).toMatchObject({ carried: 1, retried: 0, pulled: 0, frames: 5 });
  expect(counters).toMatchObject({ chatDelivered: 5 + 14 + 2, reliableDelivered: 6 });
  expect(audience.owed).toBe(0);
});

test('without a flush it is tried again by itself, three times; then the head is told', async () => {
  const { audience, clock, counters, room, slow, settle, flush, pass } = oneRefuses();
  flush(1);
  settle();
  room.head = 4;
  for (const refusals of [2, 3, 4]) {
    await pass(249);
    expect([slow.refusals, slow.heads]).toEqual([refusals - 1, []]);
    await pass(1);
    expect(slow.refusals).toBe(refusals);
  }
  expect([slow.heads, audience.owed, counters.pulled]).toEqual([['1 4'], 0, 1]);
  expect(clock.pendingTimers).toBe(0);
  await pass(10_000);
  expect(slow.refusals).toBe(4);
});

test('a device that closes itself at its last try is told nothing', async () => {
  const { audience, counters, slow, settle, flush, pass } = oneRefuses();
  flush(1);
  settle();
  await pass(250);
  await pass(250);
  slow.onRoom = () => audience.remove(slow);
  await pass(250);
  expect([slow.refusals, slow.heads, counters.pulled]).toEqual([4, [], 0]);
});

test('one round at a time: who comes to be owed during one is next after it', async () => {
  const { clock, turn, settle, flush, devices, pass } = oneRefuses({ sliceReceivers: 1 });
  const [other] = devices(1) as [FakeDevice];
  other.refuses = true;
  flush(2);
  settle();
  await clock.advance(250);
  turn();
  devices(1, 1);
  expect(clock.pendingTimers).toBe(0);
  settle();
  expect(clock.pendingTimers).toBe(1);
  await pass(250);
});

test('a round of retries goes in slices, too', async () => {
  const { clock, turn, settle, flush, devices } = audienceFixture({ sliceReceivers: 10 });
  const all = devices(100);
  for (const device of all) device.refuses = true;
  flush(1);
  settle();
  await clock.advance(250);
  turn();
  expect(all.reduce((sum, { refusals }) => sum + refusals, 0)).toBe(110);
});

test('a round of retries carries the entries alone', async () => {
  const { counters, room, slow, settle, flush, pass } = oneRefuses();
  flush(2);
  settle();
  slow.refuses = false;
  await pass(250);
  expect(slow.log).toEqual(['0: 1-2']);
  expect(room.asked).toEqual(['0 0 2']);
  expect(counters).toMatchObject({ retried: 1, carried: 0, pulled: 0, flushes: 1, frames: 2 });
});

test('flushes are the tries when they come often, and count when late enough', async () => {
  const { audience, counters, slow, settle, flush, pass } = oneRefuses({ roomRetryMs: 100 });
  flush(1);
  settle();
  for (let i = 0; i < 6; i += 1) {
    expect(slow.heads).toEqual([]);
    await pass(60);
    flush();
    settle();
  }
  expect([slow.refusals, slow.heads, audience.owed]).toEqual([7, ['1 1'], 0]);
  expect(counters).toMatchObject({ pulled: 1, refusedFrames: 7, refusedChat: 7 });
});

test('flushes in a burst are tries that do not count', async () => {
  const { slow, settle, flush, pass } = oneRefuses();
  flush(1);
  for (let i = 0; i < 20; i += 1) {
    settle();
    flush(i % 2);
  }
  settle();
  expect([slow.refusals, slow.heads]).toEqual([21, []]);
  slow.refuses = false;
  await pass(250);
  expect(slow.log).toEqual(['0: 1-11']);
});

test('devices that lack the same share a frame', () => {
  const { audience, room, settle, flush, devices } = audienceFixture();
  const refusing = (device: FakeDevice) => {
    device.refuses = true;
  };
  const early = devices(3);
  early.forEach(refusing);
  flush(1);
  settle();
  const late = devices(3, 1);
  late.forEach(refusing);
  flush(1);
  settle();
  for (const device of [...early, ...late]) device.refuses = false;
  room.asked.length = 0;
  flush();
  settle();
  expect(room.asked).toEqual(['3 0 2', '3 1 2']);
  expect(early.map(({ log }) => log)).toEqual(early.map(() => ['3: 1-2']));
  expect(late.map(({ log }) => log)).toEqual(late.map(() => ['3: 2-2']));
  expect(audience.owed).toBe(0);
});

test('when memory does not reach back, the head is told at once and the flush handed over', () => {
  const { audience, counters, room, slow, settle, flush, devices } = oneRefuses();
  const [other] = devices(1) as [FakeDevice];
  other.refuses = true;
  flush(5);
  settle();
  room.memory = 3;
  slow.refuses = false;
  other.refuses = false;
  flush(1, 2);
  settle();
  for (const { heads, log } of [slow, other]) expect([heads, log]).toEqual([['1 6'], ['2: 6-6']]);
  expect([audience.owed, room.asked]).toEqual([0, ['2 0 6']]);
  expect(counters).toMatchObject({ pulled: 2, carried: 0 });
});

test('a snapshot older than what began to go out makes its device owed', async () => {
  const { audience, turn, settle, flush, devices, pass } = audienceFixture({ sliceReceivers: 1 });
  devices(2);
  flush(3);
  turn();
  const [behind] = devices(1, 1) as [FakeDevice];
  const [even] = devices(1, 3) as [FakeDevice];
  expect(audience.owed).toBe(1);
  settle();
  await pass(250);
  expect([behind.log, even.log]).toEqual([['0: 2-3'], []]);
  const [idle] = devices(1, 2) as [FakeDevice];
  await pass(250);
  expect(idle.log).toEqual(['0: 3-3']);
});

test('chat brings what is owed up to the entries that are on their way', () => {
  const { room, turn, settle, flush, devices } = audienceFixture({
    sliceReceivers: 8,
    sliceStep: 1,
  });
  const all = devices(100);
  const slow = all[80] as FakeDevice;
  slow.refuses = true;
  flush(1);
  settle();
  flush();
  for (let i = 0; i < 9; i += 1) turn();
  flush(1);
  slow.refuses = false;
  settle();
  expect(room.asked[0]).toBe('2 0 1');
  expect(slow.log).toEqual(['2: 1-1', '3: 2-2']);
});

test('entries that were left out are owed to whoever refuses the next', () => {
  const { room, slow, settle, flush } = oneRefuses();
  flush(1);
  slow.refuses = false;
  settle();
  room.head = 3;
  slow.refuses = true;
  flush(1);
  settle();
  slow.refuses = false;
  flush();
  settle();
  expect(slow.log).toEqual(['1: 1-1', '3: 2-4']);
});

test('another log: what is owed of the old one is pulled', () => {
  const { audience, room, slow, settle, flush, devices } = oneRefuses();
  flush(7);
  settle();
  room.epoch = 2;
  room.head = 0;
  const [fresh] = devices(1, 0) as [FakeDevice];
  expect(audience.owed).toBe(1);
  flush(2);
  settle();
  expect(slow.heads).toEqual(['2 2']);
  slow.refuses = false;
  flush();
  settle();
  expect([slow.log, fresh.log]).toEqual([['3: 1-2'], ['2: 1-2', '3']]);
});

test('who leaves is owed nothing, and comes back to what it has', async () => {
  const { audience, clock, slow, settle, flush, pass } = oneRefuses();
  flush(1);
  settle();
  audience.remove(slow);
  expect(audience.owed).toBe(0);
  await pass(1000);
  expect([slow.refusals, clock.pendingTimers]).toEqual([1, 0]);
  slow.refuses = false;
  audience.add(slow, 0);
  await pass(250);
  expect(slow.log).toEqual(['0: 1-1']);
});
