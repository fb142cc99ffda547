import { expect, test } from 'bun:test';
import { AddressInUseError, createNode, openMemoryTimeline } from '@eagre/server';
import { FakeClock, tempDir, until } from '@eagre/testkit';
import { TestDevice } from '../support/test-device.ts';
import { TestNode } from '../support/test-node.ts';

test('development mode is refused on an address that others can reach', async () => {
  const data = tempDir();
  const opening = createNode({ config: { dev: true, host: '0.0.0.0', data: data.path } });
  await expect(opening).rejects.toThrow(
    'development mode gives tokens to everybody who asks, so host 0.0.0.0 (given) is refused',
  );
  data.remove();
});

test('a port that is taken is told as such, and nothing is left open', async () => {
  await using node = await TestNode.start();
  const { port } = node.node.address;
  const data = tempDir();
  const config = { port, data: data.path };
  let closed = 0;
  const second = await createNode({
    config,
    openTimeline: async (options) => {
      const store = openMemoryTimeline(options);
      return {
        ...store,
        close: () => {
          closed += 1;
          return store.close();
        },
      };
    },
  });
  const starting = second.start();
  await expect(starting).rejects.toThrow(AddressInUseError);
  await expect(starting).rejects.toThrow(`127.0.0.1:${port} is in use by another process`);
  expect(closed).toBe(1);
  data.remove();
});

test('two nodes in one process do not know of each other', async () => {
  await using one = await TestNode.start();
  await using other = await TestNode.start();
  await one.ok('POST', '/v1/groups', { group: 'group:g', members: ['ann'] });
  expect((await other.call('GET', '/v1/groups/group:g')).status).toBe(404);
});

test('a stop sends the devices away over the window and takes no new ones', async () => {
  await using node = await TestNode.start();
  const devices: TestDevice[] = [];
  for (let i = 0; i < 5; i += 1) {
    devices.push(await TestDevice.open(node.url, await node.token(`u${i}`), 'phone'));
  }
  const stopping = node.node.stop({ drainMs: 400 });
  await until(() => devices.some((one) => one.closeCode !== undefined), {
    what: 'the first close',
  });
  const drain = { push: 'notice', notice: 'drain', spreadMs: 400 };
  for (const one of devices) expect(one.frames).toContainEqual(drain);
  const ready = await node.call('GET', '/readyz');
  expect([ready.status, ready.body['reasons']]).toEqual([503, ['draining']]);
  const write = await node.call('POST', '/v1/groups', { body: { group: 'group:late' } });
  expect([write.status, write.body['error']]).toMatchObject([
    503,
    { code: 'draining', temporary: true, retryAfterMs: 1000 },
  ]);
  expect((await node.call('GET', '/v1/conversations')).status).toBe(200);
  const upgrade = await node.call('GET', '/v1/connect');
  expect(upgrade.status).toBe(503);
  await stopping;
  await until(() => devices.every((one) => one.closeCode === 4000), { what: 'all to be closed' });
  await expect(fetch(`${node.url}/healthz`)).rejects.toThrow();
});

test('a second, hasty stop ends the first one at once', async () => {
  // On this clock the first stop would never get to its second device.
  await using node = await TestNode.start({ clock: new FakeClock() });
  const ann = await TestDevice.open(node.url, await node.token('ann'), 'phone');
  const bob = await TestDevice.open(node.url, await node.token('bob'), 'phone');
  const slow = node.node.stop({ drainMs: 60_000 });
  await node.node.stop({ drainMs: 0 });
  await slow;
  await until(() => ann.closeCode === 4000 && bob.closeCode === 4000, { what: 'both closed' });
});
