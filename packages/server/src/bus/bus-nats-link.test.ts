import { expect, test } from 'bun:test';
import { type Clock, realClock } from '@eagre/protocol';
import { NatsCluster, NatsServer, SeededRandom, until } from '@eagre/testkit';
import { openNode, quick } from './test/nats-nodes.ts';

test('pauses grow while no server can be reached, up to a bound, and begin anew after a session', async () => {
  await using nats = await NatsServer.start();
  const pauses: number[] = [];
  const clock: Clock = {
    ...realClock,
    setTimer: (ms, fn) => {
      pauses.push(ms);
      return realClock.setTimer(ms, fn);
    },
  };
  const limits = { ...quick, natsRetryMinMs: 2, natsRetryMaxMs: 16, natsConnectMs: 3000 };
  const random = { next: () => 0.5 };
  const node = await openNode([nats.url], { clock, limits, random });
  const rests = () => pauses.filter((ms) => ms !== limits.natsConnectMs);
  for (const _ of ['once', 'again']) {
    pauses.length = 0;
    await nats.kill();
    await until(() => rests().length >= 6);
    expect(rests().slice(0, 6)).toEqual([1.5, 3, 6, 12, 12, 12]);
    await nats.restart();
    await until(() => node.connected);
  }
  expect(node.stats().reconnects).toBe(2);
  expect(node.told.map(({ what }) => what)).toEqual([
    'the connection to NATS ended',
    'NATS can not be reached',
  ]);
  await node.close();
});

test('in a cluster of servers a subscription is given time to be known to all of them', async () => {
  await using cluster = await NatsCluster.start(2);
  await using single = await NatsServer.start();
  const limits = { ...quick, natsRouteMs: 150 };
  const timed = async (url: string) => {
    const node = await openNode([url], { limits });
    const startMs = performance.now();
    await node.settled();
    const tookMs = performance.now() - startMs;
    await node.close();
    return tookMs;
  };
  expect(await timed(cluster.urls[0] ?? '')).toBeGreaterThan(140);
  expect(await timed(single.url)).toBeLessThan(140);
});

test('nodes spread over the servers', async () => {
  await using cluster = await NatsCluster.start(2);
  const nodes = await Promise.all(
    Array.from({ length: 20 }, (_, n) => openNode(cluster.urls, { random: new SeededRandom(n) })),
  );
  const figures = await Promise.all(cluster.servers.map((server) => server.figures()));
  for (const { connections } of figures) expect(connections).toBeGreaterThan(0);
  await Promise.all(nodes.map((node) => node.close()));
});
