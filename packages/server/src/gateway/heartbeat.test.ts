import { expect, test } from 'bun:test';
import { closeTable } from '@eagre/protocol';
import { gatewayFixture } from './test/gateway-fixture.ts';
import { StoppedClock } from './test/stopped-clock.ts';

const times = {
  connectWaitMs: 10_000,
  heartbeatMs: 25_000,
  heartbeatTimeoutMs: 60_000,
  slowCloseMs: 30_000,
};

test('a server that was stopped closes nobody for the time in which it heard nothing', async () => {
  const clock = new StoppedClock();
  const { gateway, open, online } = gatewayFixture(times, { clock });
  const devices = Array.from({ length: 15 }, (_, i) => online(`u${i}`));
  const stranger = open();
  await clock.advance(2000);
  clock.stopFor(600_000);
  await clock.advance(5000);
  expect(gateway.counters.closed).toEqual({});
  // What came meanwhile is read now.
  devices[0]?.connection.pong();
  await clock.advance(6500);
  expect(stranger.socket.closedWith).toBe(closeTable.connect_timeout.code);
  expect(devices[1]?.socket.closedWith).toBeUndefined();
  await clock.advance(50_000);
  expect(devices[0]?.socket.closedWith).toBeUndefined();
  expect(devices[1]?.socket.closedWith).toBe(closeTable.heartbeat_timeout.code);
  expect(gateway.connections).toBe(1);
});

test('nor for what it did not send meanwhile', async () => {
  const clock = new StoppedClock();
  const { online } = gatewayFixture(times, { clock });
  const { socket, connection } = online();
  socket.roomBytes = 10;
  connection.notify('"the frame that blocks"');
  await clock.advance(2000);
  clock.stopFor(600_000);
  await clock.advance(20_000);
  connection.pong();
  expect(socket.closedWith).toBeUndefined();
  await clock.advance(12_000);
  expect(socket.closedWith).toBe(closeTable.slow_consumer.code);
});

test('many short stalls excuse no silence', async () => {
  const clock = new StoppedClock();
  const { online } = gatewayFixture(times, { clock });
  const silent = online();
  for (let i = 0; i < 80; i += 1) {
    clock.stopFor(700);
    await clock.advance(300);
  }
  expect(silent.socket.closedWith).toBe(closeTable.heartbeat_timeout.code);
});
