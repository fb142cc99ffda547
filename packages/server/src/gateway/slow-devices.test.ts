import { expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { keyOf } from '../fanout/test/fanout-fixture.ts';
import { DeviceLog } from './test/device-log.ts';
import { type RawClient, rawClient } from './test/raw-client.ts';
import { realGateway } from './test/real-gateway.ts';

const key = keyOf('hot');
const devices = 500;
/** The kernel's buffers take some megabytes for each device before the outbox is used at all. */
const messageBytes = 60_000;
const mostMessages = 500;

async function connected(port: number, index: number): Promise<RawClient> {
  const client = await rawClient(port);
  client.send(JSON.stringify({ id: 0, cmd: 'connect', user: `u${index}`, follow: [key] }));
  await until(() => client.texts.length === 1);
  client.texts.length = 0;
  return client;
}

test('half of 500 devices stop reading: the others get all, memory is bounded, heads follow', async () => {
  const outboxBytes = 128 * 1024;
  const { bus, fanout, gateway, listener, stop } = realGateway({ outboxBytes, mergeMaxMs: 0 });
  const clients: RawClient[] = [];
  for (let i = 0; i < devices; i += 50) {
    const batch = Array.from({ length: 50 }, (_, k) => connected(listener.port, i + k));
    clients.push(...(await Promise.all(batch)));
  }
  const slow = clients.filter((_, i) => i % 2 === 0);
  const healthy = clients.filter((_, i) => i % 2 === 1);
  const logs = new Map(clients.map((client) => [client, new DeviceLog()]));
  const readAll = () => {
    for (const client of clients) {
      const frames = client.texts.splice(0).map((text) => JSON.parse(text));
      logs.get(client)?.take(frames);
    }
  };
  let head = 0;
  const isAtHead = (client: RawClient) => logs.get(client)?.at.get('group:hot') === head;
  const allAtHead = (some: RawClient[]) => {
    readAll();
    return some.every(isAtHead);
  };
  for (const client of slow) client.pause();

  const pad = 'x'.repeat(messageBytes);
  let mostOutboxBytes = 0;
  const { drops } = gateway.counters;
  while (drops.entries_behind < slow.length * 5 && head < mostMessages) {
    head += 1;
    const entries = [JSON.stringify({ n: head, pad })];
    bus.publish(key, { type: 'entries', entries: { queue: key, epoch: 1, first: head, entries } });
    await until(() => fanout.busy === 0, { pollMs: 0 });
    if (head % 10 === 0 || drops.entries_outbox_full > 0) {
      readAll();
      const held = clients.map((_, i) => gateway.registry.devicesOf(`shop/u${i}` as never)[0]);
      const bytes = held.map((connection) => connection?.outboxBytes ?? 0);
      mostOutboxBytes = Math.max(mostOutboxBytes, ...bytes);
    }
  }
  await until(() => allAtHead(healthy), { timeoutMs: 30_000 });
  expect(healthy.every((client) => logs.get(client)?.heads === 0)).toBe(true);
  expect(gateway.counters.blockedNow).toBe(slow.length);
  expect(mostOutboxBytes).toBeGreaterThan(outboxBytes / 2);
  expect(mostOutboxBytes).toBeLessThanOrEqual(outboxBytes);

  for (const client of slow) client.resume();
  await until(() => allAtHead(slow), { timeoutMs: 30_000 });
  expect(slow.every((client) => logs.get(client)?.heads === 1)).toBe(true);
  expect([...logs.values()].flatMap(({ faults }) => faults)).toEqual([]);
  expect(gateway.counters.headPushes).toBe(slow.length);
  expect(gateway.counters.blockedNow).toBe(0);

  for (const client of clients) client.end();
  await until(() => gateway.connections === 0);
  expect([fanout.subscriptions, fanout.topics, bus.subscriptions]).toEqual([0, 0, 0]);
  await stop();
}, 90_000);
