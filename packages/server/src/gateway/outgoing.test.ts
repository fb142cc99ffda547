import { expect, test } from 'bun:test';
import { closeTable, type Priority, type QueueId } from '@eagre/protocol';
import { gatewayFixture } from './test/gateway-fixture.ts';

const entry = (queue: string, last: number) => JSON.stringify({ queue, last });
const give = (
  connection: ReturnType<ReturnType<typeof gatewayFixture>['online']>['connection'],
  queue: string,
  last: number,
  lane: Priority = 'normal',
) => connection.entries(entry(queue, last), queue as QueueId, 1, last, lane);

function blockedDevice(given: Parameters<typeof gatewayFixture>[0] = {}) {
  const fixture = gatewayFixture(given);
  const device = fixture.online();
  device.socket.roomBytes = 10;
  device.connection.notify('"the frame that blocks"');
  device.socket.take();
  return { ...fixture, ...device };
}

test('the network takes the frame that blocks; nothing is sent again before it drains', () => {
  const { socket, connection } = blockedDevice();
  expect(connection.blocked).toBe(true);
  give(connection, 'group:a', 1);
  expect(socket.sent).toEqual([]);
  socket.letDrain();
  expect(socket.take()).toEqual([{ queue: 'group:a', last: 1 }]);
  expect(socket.sendsWhileBlocked).toBe(0);
});

test('what waits goes out by urgency: answers, entries by lane, then what may be lost', () => {
  const { socket, connection } = blockedDevice();
  connection.ephemeral('"typing"');
  give(connection, 'group:low', 1, 'low');
  give(connection, 'group:normal', 1, 'normal');
  give(connection, 'group:critical', 1, 'critical');
  give(connection, 'group:high', 1, 'high');
  connection.notify('"answer"');
  socket.letDrain();
  expect(
    socket.take().map((frame) => (frame as { queue?: string })['queue'] ?? frame) as unknown[],
  ).toEqual(['answer', 'group:critical', 'group:high', 'group:normal', 'group:low', 'typing']);
});

test('frames of one queue keep their order when its lane changes', () => {
  const { socket, connection } = blockedDevice();
  give(connection, 'group:a', 1, 'low');
  give(connection, 'group:a', 2, 'critical');
  socket.letDrain();
  expect(socket.take().map(({ last }) => last)).toEqual([1, 2]);
});

test('a full outbox: what may be lost gives way, then queues fall behind and are told their head', () => {
  const size = entry('group:a', 1).length;
  const { gateway, socket, connection } = blockedDevice({ outboxBytes: size * 2 });
  connection.ephemeral('"typing"');
  give(connection, 'group:a', 1);
  give(connection, 'group:b', 1);
  give(connection, 'group:a', 2);
  give(connection, 'group:a', 3);
  connection.ephemeral('"typing"');
  expect(connection.outboxBytes).toBe(size * 2);
  socket.letDrain();
  expect(socket.take()).toEqual([
    { queue: 'group:a', last: 1 },
    { queue: 'group:b', last: 1 },
    { push: 'head', heads: [['group:a', 1, 3]] },
  ]);
  give(connection, 'group:a', 4);
  expect(socket.take()).toEqual([{ queue: 'group:a', last: 4 }]);
  expect(gateway.counters.drops).toMatchObject({
    ephemeral_outbox_full: 2,
    entries_outbox_full: 1,
    entries_behind: 1,
  });
});

test('a drain that blocks again goes on at the next one', () => {
  const { socket, connection } = blockedDevice();
  for (let last = 1; last <= 5; last += 1) give(connection, 'group:a', last);
  socket.letDrain(30);
  expect(socket.take().map(({ last }) => last)).toEqual([1, 2]);
  socket.letDrain();
  expect(socket.take().map(({ last }) => last)).toEqual([3, 4, 5]);
  expect(connection.blocked).toBe(false);
});

test('a frame that the network refuses is kept, and sent at the next drain', () => {
  const { socket, connection } = blockedDevice();
  give(connection, 'group:a', 1);
  socket.refusals = 1;
  socket.letDrain();
  expect([socket.take(), connection.blocked]).toEqual([[], true]);
  socket.letDrain();
  expect(socket.take()).toEqual([{ queue: 'group:a', last: 1 }]);
  socket.refusals = 2;
  give(connection, 'group:a', 2);
  socket.letDrain();
  connection.notify('"answer"');
  socket.letDrain();
  expect(socket.take() as unknown[]).toEqual(['answer', { queue: 'group:a', last: 2 }]);
});

test('an answer that the network refuses is kept', () => {
  const { online } = gatewayFixture();
  const { socket, connection } = online();
  socket.refusals = 1;
  connection.notify('"answer"');
  expect([socket.take(), connection.blocked]).toEqual([[], true]);
  socket.letDrain();
  expect(socket.take() as unknown[]).toEqual(['answer']);
});

test('a drain does not end a cork', () => {
  const { socket, connection } = blockedDevice();
  connection.cork();
  connection.tellHead('group:b' as QueueId, 1, 2);
  socket.letDrain();
  give(connection, 'group:a', 1);
  expect(socket.take()).toEqual([]);
  connection.uncork(new Map());
  expect(socket.take()).toEqual([
    {
      push: 'head',
      heads: [
        ['group:b', 1, 2],
        ['group:a', 1, 1],
      ],
    },
  ]);
});

test('a device that is behind in too many queues, or asks and does not read, is closed', () => {
  const many = blockedDevice({ outboxBytes: 0, behindQueues: 3 });
  for (const queue of ['a', 'b', 'c']) give(many.connection, `group:${queue}`, 1);
  expect(many.socket.closedWith).toBeUndefined();
  give(many.connection, 'group:d', 1);
  expect(many.socket.closedWith).toBe(closeTable.slow_consumer.code);

  const asking = blockedDevice({ outboxAnswerBytes: 10 });
  asking.connection.notify('"123456"');
  expect(asking.socket.closedWith).toBeUndefined();
  asking.connection.notify('"123456"');
  expect(asking.socket.closedWith).toBe(closeTable.slow_consumer.code);
});

test('a head that is told while blocked waits for the drain', () => {
  const { socket, connection } = blockedDevice();
  connection.tellHead('group:a' as QueueId, 1, 9);
  expect(socket.sent).toEqual([]);
  socket.letDrain();
  connection.tellHead('group:a' as QueueId, 1, 10);
  expect(socket.take()).toEqual([
    { push: 'head', heads: [['group:a', 1, 9]] },
    { push: 'head', heads: [['group:a', 1, 10]] },
  ]);
});

test('a socket that sends nothing is closed in time; one that moves is not', async () => {
  const stuck = blockedDevice({ slowCloseMs: 5000, heartbeatTimeoutMs: 1e9 });
  await stuck.clock.advance(4000);
  expect(stuck.socket.closedWith).toBeUndefined();
  await stuck.clock.advance(3000);
  expect(stuck.socket.closedWith).toBe(closeTable.slow_consumer.code);

  const moving = blockedDevice({ slowCloseMs: 5000, heartbeatTimeoutMs: 1e9 });
  for (let second = 0; second < 10; second += 1) {
    moving.socket.unsent -= 1;
    await moving.clock.advance(1000);
  }
  expect(moving.socket.closedWith).toBeUndefined();
});

test('a closed connection holds nothing and counts what it dropped', () => {
  const { gateway, connection, socket } = blockedDevice();
  give(connection, 'group:a', 1);
  connection.closeWith('kicked');
  give(connection, 'group:a', 2);
  connection.ephemeral('"typing"');
  connection.notify('"late"');
  expect(connection.outboxBytes).toBe(0);
  expect(gateway.counters.drops.closed).toBe(1);
  expect(gateway.counters.blockedNow).toBe(0);
  expect(socket.sent).toEqual([]);
});
