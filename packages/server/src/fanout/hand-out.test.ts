import { expect, test } from 'bun:test';
import { audienceFixture, type FakeDevice } from './test/audience-fixture.ts';
import { type FakeReceiver, fanoutFixture, keyOf } from './test/fanout-fixture.ts';

const group = keyOf('g');

/** What a followed frame was told: `began`, `5 + 1 behind`. */
function noted() {
  const told: string[] = [];
  const handOut = {
    began: () => void told.push('began'),
    ended: (devices: number, behind: number) => void told.push(`${devices} + ${behind} behind`),
  };
  return { told, handOut };
}

test('a frame of a topic tells who took it and who is behind, over all its slices', () => {
  const { told, handOut } = noted();
  const options = { ways: { handOut: () => handOut } };
  const { fanout, publish, receivers, settle } = fanoutFixture({ sliceReceivers: 4 }, options);
  const all = receivers(10, group);
  const [one, other, leaving] = all as [FakeReceiver, FakeReceiver, FakeReceiver];
  one.takes = false;
  other.takes = false;
  other.onEntries = () => fanout.unsubscribeAll(other);
  leaving.onEntries = () => fanout.unsubscribeAll(leaving);
  publish(group);
  settle();
  expect(told).toEqual(['began', '8 + 2 behind']);
  one.takes = true;
  publish(group);
  settle();
  expect(told.slice(2)).toEqual(['began', '8 + 0 behind']);
});

test('a frame of a room likewise; who gets along with it what it lacked has it too', () => {
  const { told, handOut } = noted();
  const { audience, room, devices, settle } = audienceFixture();
  const [slow, slower] = devices(5) as [FakeDevice, FakeDevice];
  const flush = (entries: number) => {
    audience.flush({ ...room.flush(entries), handOut });
    settle();
    return told.at(-1);
  };
  slow.refuses = true;
  slower.refuses = true;
  expect(flush(1)).toBe('3 + 2 behind');
  slow.refuses = false;
  expect(flush(1)).toBe('4 + 1 behind');
  slower.refuses = false;
  expect(flush(0)).toBe('5 + 0 behind');
  expect(audience.owed).toBe(0);
});
