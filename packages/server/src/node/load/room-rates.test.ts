import { expect, test } from 'bun:test';
import { newAudienceCounters } from '../../fanout/audience-counters.ts';
import { ChatCounts } from '../../room/chat/chat-counts.ts';
import type { Room } from '../../room/room.ts';
import { RoomRates } from './room-rates.ts';

const limits = { ratedRooms: 3, ratedSeconds: 10, ratedChoiceSeconds: 5 };

/** As much of a room as is looked at. */
function fakeRoom(devices: number) {
  const crowd = { devices };
  const delivered = newAudienceCounters();
  const counts = new ChatCounts(8);
  const room = { crowd, delivered, pipeline: { counts } } as unknown as Room;
  return { room, crowd, delivered, counts };
}

function world(rooms: readonly { room: Room }[]) {
  const open = new Set(rooms.map(({ room }) => room));
  const rates = new RoomRates({ all: () => open.values() }, limits);
  let nowMs = 0;
  const look = (passedMs = 1000) => {
    nowMs += passedMs;
    rates.look(nowMs);
  };
  return { open, rates, look };
}

test('rates are those of the last ten seconds', () => {
  const show = fakeRoom(5);
  const { rates, look } = world([show]);
  look();
  expect(rates.of(show.room)).toBeUndefined();
  for (let second = 1; second <= 30; second += 1) {
    show.counts.offered[1] = (show.counts.offered[1] ?? 0) + (second <= 15 ? 2 : 6);
    show.delivered.frames += 10;
    show.delivered.chatDelivered += 20;
    show.delivered.reliableDelivered += 5;
    show.counts.drop('sender_cap', [0, 1, 0]);
    show.counts.drop('receiver_cap', [0, 0, 2]);
    show.counts.drop('buffer_full', [4, 0, 0]);
    show.counts.drop('closed', [8, 0, 0]);
    look();
    const offered = rates.of(show.room)?.offered;
    if (second <= 15) expect(offered).toBe(2);
    if (second === 20) expect(offered).toBe(4);
    if (second >= 25) expect(offered).toBe(6);
  }
  expect(rates.of(show.room)).toEqual({ offered: 6, frames: 10, delivered: 25, dropped: 15 });
});

test('a second that was late is as long as it was', () => {
  const show = fakeRoom(1);
  const { rates, look } = world([show]);
  look();
  show.delivered.frames = 600;
  look(3000);
  expect(rates.of(show.room)?.frames).toBe(200);
});

test('the fullest rooms have rates, and others when they become that', () => {
  const rooms = [10, 40, 20, 30, 5].map(fakeRoom);
  const { rates, look, open } = world(rooms);
  look();
  look();
  const rated = () => rooms.map(({ room }) => rates.of(room) !== undefined);
  expect(rated()).toEqual([false, true, true, true, false]);
  const [first, , third, fourth] = rooms;
  if (first === undefined || third === undefined || fourth === undefined) throw new Error();
  first.crowd.devices = 50;
  open.delete(fourth.room);
  for (let second = 0; second < 4; second += 1) look();
  expect(rated()).toEqual([false, true, true, false, false]);
  look();
  expect(rated()).toEqual([true, true, true, false, false]);
  third.delivered.frames += 30;
  look();
  expect(rates.of(third.room)?.frames).toBeCloseTo(30 / 7, 6);
});

test('of many rooms just the fullest are kept', () => {
  const rooms = Array.from({ length: 500 }, (_, i) => fakeRoom((i * 7919) % 500));
  const { rates, look } = world(rooms);
  look();
  look();
  const rated = rooms.filter(({ room }) => rates.of(room) !== undefined);
  expect(rated.map(({ crowd }) => crowd.devices).sort((a, b) => b - a)).toEqual([499, 498, 497]);
});
