import { afterEach, expect, test } from 'bun:test';
import { SeededRandom, until, withSeed } from '@eagre/testkit';
import type { Device } from '../../device/device.ts';
import type { Part } from './phases.ts';
import { RoomChat } from './room-chat.ts';
import { RoomFlood } from './room-flood.ts';
import { RoomLikes } from './room-likes.ts';
import { RoomShouts, shoutPace } from './room-shouts.ts';

const room = 'room:a';
const devices = Array.from({ length: 20 }, (_device, i) => {
  return { user: `u${i}`, seatIn: () => ({}) } as unknown as Device;
});

class FakeSpeaker {
  readonly said: { user: string; text: string; dueMs: number }[] = [];
  readonly taps: { user: string; counter: string; count: number }[] = [];

  chat = (device: Device, _room: string, text: string, dueMs: number) =>
    void this.said.push({ user: device.user, text, dueMs });
  tap = (device: Device, _room: string, counter: string, count: number) =>
    void this.taps.push({ user: device.user, counter, count });
  settled = () => Promise.resolve();
}

const running: Part[] = [];

afterEach(() => {
  for (const part of running.splice(0)) part.stop();
});

function started<P extends Part>(part: P): P {
  running.push(part);
  part.start();
  return part;
}

/** What came first, by its distance from the one before: the times themselves are of the clock. */
const gaps = (said: FakeSpeaker['said'], count: number) =>
  said.slice(0, count).map(({ user, text, dueMs }, i) => {
    return [user, text, Math.round((dueMs - (said[i - 1]?.dueMs ?? dueMs)) * 100)];
  });

const parts = {
  chat: (speaker: FakeSpeaker, random: SeededRandom) =>
    new RoomChat(speaker, random, [{ room, perSecond: 500, devices }]),
  shouts: (speaker: FakeSpeaker, random: SeededRandom) =>
    new RoomShouts(speaker, random, [{ room, perSecond: 500, devices }]),
  flood: (speaker: FakeSpeaker, random: SeededRandom) =>
    new RoomFlood(speaker, random, { room, perSecond: 500, bytes: 100, devices }),
};

for (const [name, make] of Object.entries(parts)) {
  test(`${name}: a seed says who says what and when, and a part that rests says nothing`, () =>
    withSeed(async ({ seed }) => {
      const speakers = [new FakeSpeaker(), new FakeSpeaker()];
      const made = speakers.map((speaker) => started(make(speaker, new SeededRandom(seed))));
      await until(() => speakers.every(({ said }) => said.length >= 50));
      const [one, other] = speakers.map(({ said }) => gaps(said, 50));
      expect(one).toEqual(other as never);
      for (const part of made) part.pace?.(0);
      const count = speakers[0]?.said.length;
      await Bun.sleep(30);
      expect(speakers[0]?.said.length).toBe(count as number);
    }));
}

test('all shout in turn, so that none says more than another; a flood is as long as asked', async () => {
  const speaker = new FakeSpeaker();
  const random = new SeededRandom(1);
  started(parts.shouts(speaker, random));
  await until(() => speaker.said.length >= 60);
  const users = speaker.said.slice(0, 60).map(({ user }) => user);
  for (const { user } of devices) expect(users.filter((each) => each === user).length).toBe(3);
  const flood = new FakeSpeaker();
  started(parts.flood(flood, random));
  await until(() => flood.said.length >= 20);
  expect(flood.said.every(({ text }) => Buffer.byteLength(text) === 100)).toBe(true);
});

test('a shout rises, is as high as asked and fades within its time', () => {
  const pace = shoutPace(19, 2) as (seconds: number) => number;
  const heights = Array.from({ length: 21 }, (_height, i) => pace(i / 10));
  expect(heights[0]).toBe(0);
  expect(Math.max(...heights)).toBeCloseTo(19);
  expect(heights.indexOf(Math.max(...heights))).toBe(2);
  expect(heights[20]).toBeCloseTo(1.9);
});

test('likes come as sums of what a finger taps, and none after the end', async () => {
  const speaker = new FakeSpeaker();
  const rooms = [{ room, burstsPerSecond: 200, devices }];
  const options = { counter: 'heart', batchMs: 20, tapsPerSecond: 100, batches: 3 };
  const likes = started(new RoomLikes(speaker, new SeededRandom(2), rooms, options));
  await until(() => speaker.taps.length >= 300);
  likes.stop();
  const { length } = speaker.taps;
  await Bun.sleep(50);
  expect(speaker.taps.length).toBe(length);
  expect(new Set(speaker.taps.map(({ counter }) => counter))).toEqual(new Set(['heart']));
  expect(new Set(speaker.taps.map(({ user }) => user)).size).toBe(devices.length);
  const mean = speaker.taps.reduce((sum, { count }) => sum + count, 0) / length;
  expect(Math.min(...speaker.taps.map(({ count }) => count))).toBeGreaterThanOrEqual(1);
  expect(mean).toBeGreaterThan(1.6);
  expect(mean).toBeLessThan(2.4);
});
