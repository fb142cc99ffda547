import { expect, test } from 'bun:test';
import { createNode, openMemoryTimeline } from '@eagre/server';
import { FakeClock, freePort, tempDir, until } from '@eagre/testkit';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

test('for `drainDelayMs` a node that stops is not ready, and serves as if it were', async () => {
  const clock = new FakeClock();
  await using node = await TestNode.start({ clock, config: { drainDelayMs: 5000 } });
  const token = await node.token('ann');
  const ann = await TestDevice.open(node.url, token, 'phone');
  const stopping = node.node.stop();
  const ready = await node.call('GET', '/readyz');
  expect([ready.status, ready.body]).toEqual([503, { ready: false, reasons: ['draining'] }]);
  await clock.advance(4999);
  await node.ok('POST', '/v1/groups', { group: 'group:late', members: ['ann'] });
  const late = await TestDevice.open(node.url, token, 'tablet');
  expect(ann.frames.some((frame) => frame['push'] === 'notice')).toBe(false);
  await clock.advance(1);
  await until(() => ann.closeCode === 4000 && late.closeCode === 4000, { what: 'both closed' });
  await clock.advance(0);
  await stopping;
  // Nothing keeps the process.
  expect(clock.pendingTimers).toBe(0);
});

test('a hasty stop does not wait for load balancers either', async () => {
  await using node = await TestNode.start({
    clock: new FakeClock(),
    config: { drainDelayMs: 5000, drainMs: 5000 },
  });
  const slow = node.node.stop();
  await node.node.stop({ drainMs: 0 });
  await slow;
});

test('the admin port has health and metrics, to the very end of a drain', async () => {
  const adminPort = await freePort();
  const clock = new FakeClock();
  await using node = await TestNode.start({ clock, config: { adminPort } });
  const admin = (path: string) => fetch(`http://127.0.0.1:${adminPort}${path}`);
  for (const path of ['/healthz', '/readyz', '/metrics']) {
    expect([path, (await admin(path)).status]).toEqual([path, 200]);
  }
  for (const path of ['/', '/v1/groups', '/v1/dev/token']) {
    expect([path, (await admin(path)).status]).toEqual([path, 404]);
  }
  const device = await TestDevice.open(node.url, await node.token('ann'), 'phone');
  const stopping = node.node.stop({ drainMs: 1000 });
  expect((await admin('/readyz')).status).toBe(503);
  await clock.advance(1000);
  await until(() => device.closeCode === 4000, { what: 'the device to be sent away' });
  await stopping;
  await expect(admin('/healthz')).rejects.toThrow();
});

test('an admin port that is taken is told as such', async () => {
  const adminPort = await freePort();
  await using first = await TestNode.start({ config: { adminPort } });
  expect(first.node.config.adminPort).toBe(adminPort);
  const data = tempDir();
  const second = await createNode({
    config: { port: 0, adminPort, data: data.path },
    openTimeline: async (options) => openMemoryTimeline(options),
  });
  await expect(second.start()).rejects.toThrow(`127.0.0.1:${adminPort} is in use`);
  data.remove();
});

test('of nodes that share a port the one that leaves takes no connection from the others', async () => {
  const clock = new FakeClock();
  await using one = await TestNode.start({ clock, sharesPort: true });
  const { port } = one.node.address;
  await using other = await TestNode.start({ sharesPort: true, config: { port } });
  // With its fake clock the first is in its drain for as long as the test takes.
  const device = await TestDevice.open(one.url, await one.token('ann'), 'phone').catch(() => null);
  const stopping = one.node.stop({ drainMs: 60_000 });
  const isReady = async () => (await fetch(`${other.url}/readyz`, noKeepAlive)).status === 200;
  for (let i = 0; i < 50; i += 1) expect(await isReady()).toBe(true);
  device?.close();
  await one.node.stop({ drainMs: 0 });
  await stopping;
});

const noKeepAlive = { headers: { connection: 'close' } };
