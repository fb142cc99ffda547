import { expect, test } from 'bun:test';
import type { QueueId } from '@eagre/protocol';
import type { RoomFrame } from '../fanout/audience-receiver.ts';
import type { RoomConnection } from '../room/room-connection.ts';
import { gatewayFixture } from './test/gateway-fixture.ts';

const queue = 'room:show' as QueueId;
const bytes = new Uint8Array([120, 156, 1]);
const plain: RoomFrame = { text: '{"push":"room"}', packed: () => undefined };
const large: RoomFrame = { text: '{"push":"room","large":1}', packed: () => bytes };

test('a connection is what rooms take', () => {
  const { connection } = gatewayFixture().online();
  const seen: RoomConnection = connection;
  expect(seen.open).toBe(true);
  connection.closeWith('kicked');
  expect(seen.open).toBe(false);
  expect(seen.room(plain)).toBe(false);
});

test('packed frames go to devices that asked for them, when there is one', () => {
  const { online } = gatewayFixture();
  const [text, packs] = [online('a'), online('b')];
  packs.connection.packs = true;
  for (const { connection } of [text, packs]) {
    expect([connection.room(plain), connection.room(large)]).toEqual([true, true]);
  }
  expect(text.socket.sent).toEqual([plain.text, large.text]);
  expect(packs.socket.sent).toEqual([plain.text]);
  expect([text.socket.sentBytes, packs.socket.sentBytes]).toEqual([[], [bytes]]);
});

test('the frame that blocks is taken; later ones are refused and never wait', () => {
  const { online, gateway } = gatewayFixture();
  const { socket, connection } = online();
  socket.roomBytes = 5;
  expect(connection.room(plain)).toBe(true);
  expect([connection.blocked, connection.room(plain), connection.room(large)]).toEqual([
    true,
    false,
    false,
  ]);
  connection.tellHead(queue, 1, 7);
  expect([connection.outboxBytes, socket.sendsWhileBlocked]).toEqual([0, 0]);
  socket.letDrain();
  expect(connection.room(large)).toBe(true);
  expect(socket.sent).toEqual([
    plain.text,
    '{"push":"head","heads":[["room:show",1,7]]}',
    large.text,
  ]);
  expect(gateway.counters.blockedTimes).toBe(1);
});

test('a frame that the network refuses is refused, and the connection waits for the drain', () => {
  const { socket, connection } = gatewayFixture().online();
  socket.refusals = 1;
  expect(connection.room(plain)).toBe(false);
  expect([connection.blocked, connection.room(plain)]).toEqual([true, false]);
  socket.letDrain();
  expect([connection.room(plain), socket.sent.length]).toEqual([true, 1]);
});

test('corked: refused, so that no frame of a room comes before the answer to connect', () => {
  const { socket, connection } = gatewayFixture().online();
  connection.cork();
  expect(connection.room(plain)).toBe(false);
  connection.uncork(new Map());
  expect([connection.room(plain), socket.sent]).toEqual([true, [plain.text]]);
});
