import { afterAll, expect, test } from 'bun:test';
import { fileURLToPath } from 'node:url';
import { until } from '@eagre/testkit';
import type { RawDevice } from '../device/raw-device.ts';
import { nowMs } from '../engine/now.ts';
import type { Adapter, PeerServer } from './adapter.ts';
import { centrifugoWith } from './centrifugo-peer.ts';
import { Deliveries } from './deliveries.ts';
import { eagrePeer, plainEagrePeer } from './eagre-peer.ts';
import { nchanPeer } from './nchan-peer.ts';
import { costOf } from './process-cost.ts';
import { socketioPeer } from './socketio-peer.ts';
import { stampedText } from './stamped-text.ts';

const fake = fileURLToPath(new URL('test/fake-centrifugo.ts', import.meta.url));
const fakeCentrifugo = centrifugoWith([process.execPath, fake]);
const running: PeerServer[] = [];

afterAll(async () => {
  for (const server of running) await server.stop();
});

async function withSubscribers(adapter: Adapter, count: number) {
  expect(adapter.missing()).toBeUndefined();
  const server = await adapter.start(undefined);
  running.push(server);
  const deliveries = new Deliveries();
  const devices: RawDevice[] = [];
  for (let i = 0; i < count; i += 1) {
    devices.push(await server.subscribe(i, deliveries.sink(i === 0)));
  }
  return { server, deliveries, devices };
}

/** The set-up of the tests installs nchan where it may; elsewhere it says that this is left out. */
const here = [eagrePeer, plainEagrePeer, socketioPeer, nchanPeer, fakeCentrifugo].filter(
  (adapter) => adapter !== nchanPeer || adapter.missing() === undefined,
);

test.each(here.map((adapter) => [adapter.title, adapter] as const))(
  '%s hands each text to every subscriber, once',
  async (_title, adapter) => {
    const { server, deliveries, devices } = await withSubscribers(adapter, 5);
    const fromMs = nowMs();
    deliveries.timeBetween(fromMs - 1, fromMs + 60_000);
    for (let i = 0; i < 20; i += 1) server.publish(stampedText(i, nowMs(), 200));
    await until(() => deliveries.messages >= 100, { what: '20 texts at 5 subscribers' });
    // What comes twice comes soon.
    await Bun.sleep(150);
    expect(deliveries.messages).toBe(100);
    expect(deliveries.due).toBe(100);
    expect(deliveries.times.totalCount).toBe(20);
    expect(deliveries.times.maxValue / 1000).toBeLessThan(nowMs() - fromMs);
    expect(server.failures).toBe(0);
    expect(devices.every((device) => device.isOpen)).toBe(true);
    expect(costOf(server.pid).residentBytes).toBeGreaterThan(1_000_000);

    const { pid } = server;
    await server.stop();
    await until(() => devices.every((device) => !device.isOpen), { what: 'closed connections' });
    expect(() => process.kill(pid, 0)).toThrow();
  },
);

test('what is said at once shares a frame, and what is said by and by does not', async () => {
  const { server, deliveries } = await withSubscribers(plainEagrePeer, 3);
  for (let i = 1; i <= 10; i += 1) {
    server.publish(stampedText(i, nowMs(), 100));
    await until(() => deliveries.messages === 3 * i, { what: `text ${i} at 3 subscribers` });
  }
  expect(deliveries.frames).toBe(30);
  for (let i = 0; i < 20; i += 1) server.publish(stampedText(i, nowMs(), 100));
  await until(() => deliveries.messages === 90, { what: '20 texts at 3 subscribers' });
  expect(deliveries.frames).toBeLessThan(90);
  await server.stop();
});

test('pings of Centrifugo are answered, or it would close the connection', async () => {
  const { devices } = await withSubscribers(fakeCentrifugo, 2);
  await Bun.sleep(900);
  expect(devices.every((device) => device.isOpen)).toBe(true);
});

test('publications that are refused are counted', async () => {
  const { server } = await withSubscribers(socketioPeer, 1);
  expect(server.failures).toBe(0);
  const { server: eagre } = await withSubscribers(eagrePeer, 1);
  eagre.publish('x'.repeat(100_000));
  await until(() => eagre.failures === 1, { what: 'a refusal' });
});

test('what is missing is named, with the way to get it', () => {
  expect(centrifugoWith(undefined).missing()).toMatch(/no `centrifugo` on the PATH: .*github/);
});
