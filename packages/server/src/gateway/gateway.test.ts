import { expect, test } from 'bun:test';
import { closeTable } from '@eagre/protocol';
import { userKey } from '../keys.ts';
import { gatewayFixture, identity } from './test/gateway-fixture.ts';

const alice = userKey('shop' as never, 'alice' as never);

test('no connect in time closes; heard or not', async () => {
  const { clock, open } = gatewayFixture({ connectWaitMs: 10_000 });
  const { socket, say } = open();
  await clock.advance(9000);
  say({ id: 1, cmd: 'ping' });
  expect(socket.closedWith).toBeUndefined();
  await clock.advance(2500);
  expect(socket.closedWith).toBe(closeTable.connect_timeout.code);
});

test('silence is pinged once, then closed; anything heard starts over', async () => {
  const { clock, online } = gatewayFixture({ heartbeatMs: 25_000, heartbeatTimeoutMs: 60_000 });
  const silent = online('alice', 'a');
  const talking = online('alice', 'b');
  await clock.advance(30_000);
  expect([silent.socket.pings, talking.socket.pings]).toEqual([1, 1]);
  talking.connection.pong();
  await clock.advance(31_500);
  expect(silent.socket.closedWith).toBe(closeTable.heartbeat_timeout.code);
  expect(silent.socket.pings).toBe(1);
  expect(talking.socket.closedWith).toBeUndefined();
  expect(talking.socket.pings).toBe(2);
});

test('every connection is swept within a round, though others leave meanwhile', async () => {
  const { clock, gateway, online } = gatewayFixture({
    heartbeatTimeoutMs: 60_000,
    devicesPerUser: 1000,
  });
  const all = Array.from({ length: 137 }, (_, i) => online('alice', `d${i}`));
  await clock.advance(50_000);
  for (const [i, { connection }] of all.entries()) if (i % 3 === 0) connection.closeWith('kicked');
  await clock.advance(12_000);
  expect(gateway.connections).toBe(0);
  expect(gateway.counters.closed).toEqual({ kicked: 46, heartbeat_timeout: 91 });
});

test('the end of a token is told once before it comes; renewal moves it', async () => {
  const { clock, online } = gatewayFixture({ heartbeatTimeoutMs: 1e9 });
  const now = clock.now();
  const { socket, connection } = online('alice', 'a', { tokenExpiresAt: now + 1_000_000 });
  await clock.advance(798_000);
  expect(socket.take()).toEqual([]);
  await clock.advance(4000);
  expect(socket.take()).toEqual([
    { push: 'notice', notice: 'token_expiring', expiresAt: now + 1_000_000 },
  ]);
  connection.renew(clock.now(), now + 2_000_000);
  await clock.advance(900_000);
  expect(socket.closedWith).toBeUndefined();
  await clock.advance(300_000);
  expect(socket.take()).toHaveLength(1);
  expect(socket.closedWith).toBe(closeTable.token_expired.code);
});

test('the same device again replaces the older; too many devices are refused', () => {
  const { gateway, online } = gatewayFixture({ devicesPerUser: 2 });
  const older = online('alice', 'phone');
  const newer = online('alice', 'phone');
  expect(older.socket.closedWith).toBe(closeTable.replaced.code);
  expect(gateway.registry.devicesOf(alice)).toEqual([newer.connection]);
  online('alice', 'tablet');
  const third = online('alice', 'watch');
  expect(third.entered).toBe(false);
  expect(third.socket.closedWith).toBe(closeTable.too_many_devices.code);
  expect(online('alice', 'tablet').entered).toBe(true);
  expect(gateway.registry.size).toBe(2);
});

test('a late connect on an older socket does not replace the one that was opened since', async () => {
  const { clock, gateway, open, online } = gatewayFixture();
  const late = open();
  await clock.advance(100);
  const newer = online('alice', 'phone');
  late.say({ id: 1, cmd: 'connect' });
  expect(gateway.enter(late.connection, identity(clock, 'alice', 'phone'))).toBe(false);
  expect(late.socket.closedWith).toBe(closeTable.replaced.code);
  expect(newer.socket.closedWith).toBeUndefined();
  expect(gateway.registry.devicesOf(alice)).toEqual([newer.connection]);
});

test('kick closes one device or all, and forgets them', () => {
  const { gateway, online } = gatewayFixture();
  const phone = online('alice', 'phone');
  const tablet = online('alice', 'tablet');
  const other = online('bob', 'phone');
  expect(gateway.registry.kick(alice, 'phone')).toBe(1);
  expect(phone.socket.closedWith).toBe(closeTable.kicked.code);
  expect(tablet.socket.closedWith).toBeUndefined();
  expect(gateway.registry.kick(alice)).toBe(1);
  expect(other.socket.closedWith).toBeUndefined();
  expect([gateway.registry.size, gateway.registry.users]).toEqual([1, 1]);
});

test('a device that is gone before its token was verified does not enter', () => {
  const { clock, gateway, open } = gatewayFixture();
  const { connection, say } = open();
  say({ id: 1, cmd: 'connect' });
  connection.closed(1006, '');
  expect(gateway.enter(connection, identity(clock, 'alice', 'phone'))).toBe(false);
  expect(gateway.registry.size).toBe(0);
});

test('drain tells everybody, closes evenly over the window, and then takes nobody', async () => {
  const { clock, gateway, open, online } = gatewayFixture({ devicesPerUser: 1000 });
  const all = Array.from({ length: 100 }, (_, i) => online('alice', `d${i}`));
  let done = false;
  const drained = gateway.drain({ spreadMs: 1000 }).then(() => {
    done = true;
  });
  expect(all[0]?.socket.take()).toEqual([{ push: 'notice', notice: 'drain', spreadMs: 1000 }]);
  expect(gateway.accepting).toBe(false);
  await clock.advance(500);
  expect(gateway.connections).toBeGreaterThan(30);
  expect(gateway.connections).toBeLessThan(70);
  expect(done).toBe(false);
  await clock.advance(600);
  await drained;
  expect(gateway.connections).toBe(0);
  expect(all.every(({ socket }) => socket.closedWith === closeTable.draining.code)).toBe(true);
  expect(open().socket.closedWith).toBe(closeTable.draining.code);
  gateway.close();
  expect(clock.pendingTimers).toBe(0);
});

test('while it drains it serves who is in, takes in nobody, and leaves no command unanswered', async () => {
  const { gateway, open, online, requests } = gatewayFixture();
  const phone = online('alice', 'phone');
  const late = open();
  // The last to come is the first to go.
  open();
  void gateway.drain({ spreadMs: 1000 });
  phone.socket.take();
  late.say({ id: 1, cmd: 'connect' });
  expect(late.socket.take()).toMatchObject([
    { id: 1, error: { code: 'draining', temporary: true } },
  ]);
  const served = requests.length;
  phone.say({ id: 7, cmd: 'ping' });
  phone.say({ id: 8, cmd: 'ping' });
  expect(requests).toHaveLength(served + 2);
  phone.connection.answer(7, '{}');
  gateway.close();
  phone.connection.answer(8, '{}');
  expect(phone.socket.take()).toMatchObject([
    { id: 7, ok: {} },
    { id: 8, error: { code: 'draining', temporary: true } },
  ]);
  expect(phone.socket.closedWith).toBe(closeTable.draining.code);
});

test('sockets past the limit, or while overloaded, are closed as overloaded', () => {
  let accepts = true;
  const { gateway, open } = gatewayFixture({ connections: 1 }, { accepts: () => accepts });
  const first = open();
  expect(gateway.accepting).toBe(false);
  expect(open().socket.closedWith).toBe(closeTable.overloaded.code);
  expect(first.socket.closedWith).toBeUndefined();
  first.connection.closeWith('kicked');
  accepts = false;
  expect(open().socket.closedWith).toBe(closeTable.overloaded.code);
  accepts = true;
  expect(open().socket.closedWith).toBeUndefined();
});
