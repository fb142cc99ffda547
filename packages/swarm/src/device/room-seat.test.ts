import { expect, test } from 'bun:test';
import type { RoomEnterAnswer } from '@eagre/protocol';
import { Ledger } from './ledger.ts';
import { messageId } from './message-id.ts';
import { RoomFrames } from './room-frame.ts';
import { RoomSeat } from './room-seat.ts';
import { Transcript } from './transcript.ts';

function setUp() {
  const ledger = new Ledger();
  const transcript = new Transcript(ledger);
  const frames = new RoomFrames(ledger, transcript);
  const nothing = () => {};
  const host = { user: 'u1', begin: nothing, end: nothing, pull: nothing };
  const queues = { handOver: nothing, gap: nothing };
  const answer = (now: number) =>
    ({
      room: 'room:a',
      now,
      epoch: 1,
      head: 0,
      from: 0,
      entries: [],
    }) as unknown as RoomEnterAnswer;
  const seat = new RoomSeat({ ...host, ...queues }, ledger, answer(3));
  const frame = (at: number, numbers: number[], online?: object) => {
    const said = numbers.map((n) => ({
      from: 'x',
      id: messageId('x', n, 0),
      kind: 'text',
      body: {},
    }));
    const chat = numbers.length > 0 ? { chat: said } : {};
    const push = {
      push: 'room',
      room: 'room:a',
      at,
      epoch: 1,
      head: 0,
      ...chat,
      ...(online && { online }),
    };
    const bytes = Buffer.from(JSON.stringify(push));
    seat.take(frames.text(bytes, 0, bytes.length));
  };
  const kinds = () => [...ledger.faultsByKind].map(([kind, { count }]) => [kind, count]);
  return { seat, frame, kinds, answer };
}

test('a new frame that brings old chat doubles it, an old frame is out of time', () => {
  const { seat, frame, kinds } = setUp();
  frame(5, [1, 2]);
  frame(6, []);
  frame(7, [3]);
  expect([seat.chat, seat.since]).toEqual([3, 3]);
  expect(kinds()).toEqual([]);
  frame(8, [1, 2]);
  expect(kinds()).toEqual([['duplicate', 1]]);
  frame(4, [0]);
  expect(kinds()).toEqual([
    ['duplicate', 1],
    ['time', 1],
  ]);
});

test('after coming back, what was said meanwhile is not owed', () => {
  const { seat, frame, kinds, answer } = setUp();
  frame(5, [1]);
  seat.returned(answer(9));
  expect(seat.since).toBe(9);
  frame(10, [4]);
  expect([seat.chat, kinds()]).toEqual([1, []]);
});

test('a room of less than no devices is a fault', () => {
  const { frame, kinds } = setUp();
  frame(5, [], { devices: 0, users: 0 });
  expect(kinds()).toEqual([]);
  frame(6, [], { devices: -1, users: 0 });
  frame(7, [], { devices: 1, users: -1 });
  expect(kinds()).toEqual([['count', 2]]);
});
