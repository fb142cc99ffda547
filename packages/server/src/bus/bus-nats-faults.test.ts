import { afterEach, beforeEach, describe, expect, test } from 'bun:test';
import { connect } from 'node:net';
import { NatsCluster, NatsServer, StallingProxy, until } from '@eagre/testkit';
import { numbered } from './bus-conformance.ts';
import { numbersAt, openNode, quick } from './test/nats-nodes.ts';

describe('one server', () => {
  let nats: NatsServer;
  beforeEach(async () => {
    nats = await NatsServer.start({ settings: 'max_payload: 3000' });
  });
  afterEach(() => nats[Symbol.asyncDispose]());

  test('what was published before closing arrives, also what no socket holds at once', async () => {
    const patient = { ...quick, natsCloseMs: 4000 };
    const [one, two] = await Promise.all([
      openNode([nats.url], { limits: patient }),
      openNode([nats.url]),
    ]);
    let got = 0;
    two.subscribe('s', () => {
      got += 1;
    });
    await two.settled();
    nats.pause();
    const frame = 'x'.repeat(2900);
    for (let n = 0; n < 8000; n += 1) one.publish('s', { type: 'ephemeral', frame });
    expect(one.stats().published).toBe(8000);
    const closing = one.close();
    nats.resume();
    await closing;
    await until(() => got === 8000);
    expect(one.connected).toBe(false);
    await two.close();
    await until(async () => (await nats.figures()).connections === 0);
  });

  test('one subscription for a subject, however many want it, and none when nobody does', async () => {
    const node = await openNode([nats.url]);
    const base = (await nats.figures()).subscriptions;
    const all = Array.from({ length: 5 }, () => node.subscribe('s', () => {}));
    await node.settled();
    expect((await nats.figures()).subscriptions).toBe(base + 1);
    expect([node.subscriptions, node.stats().subscriptions]).toEqual([5, 1]);
    for (const one of all) one.cancel();
    await until(async () => (await nats.figures()).subscriptions === base);
    expect([node.subscriptions, node.stats().subscriptions]).toEqual([0, 0]);
    await node.close();
  });

  test('more than the server takes at once is split; what can not be is counted and reported', async () => {
    const [one, two] = await Promise.all([openNode([nats.url]), openNode([nats.url])]);
    const got: string[] = [];
    two.subscribe('q', (message) => {
      if (message.type === 'entries') got.push(...message.entries.entries);
      else got.push(message.type);
    });
    await two.settled();
    const entries = Array.from({ length: 100 }, (_, n) => JSON.stringify(`${n}`.repeat(100)));
    one.publish('q', {
      type: 'entries',
      entries: { queue: 'q' as never, epoch: 1, first: 1, entries },
    });
    one.publish('q', { type: 'kick', reason: 'x'.repeat(5000) });
    one.publish('q', { type: 'kick', reason: 'x' });
    await until(() => got.includes('kick'));
    expect(got).toEqual([...entries, 'kick']);
    expect(one.stats().dropped).toEqual({ away: 0, jammed: 0, tooLarge: 1 });
    expect(one.told.map(({ what }) => what)).toEqual(['a message is too large for NATS']);
    expect(one.stats().publishedBytes).toBe(two.stats().receivedBytes);
    expect(one.stats().published).toBe(two.stats().received);
    await Promise.all([one.close(), two.close()]);
  });

  test('what a newer node says is dropped, counted and reported', async () => {
    const node = await openNode([nats.url]);
    const got = numbersAt(node);
    await node.settled();
    const socket = connect(nats.port, '127.0.0.1');
    const say = (text: string) => `PUB eagre.s ${text.length}\r\n${text}\r\n`;
    socket.write(
      `CONNECT {"verbose":false}\r\n${say('9z')}${say('1p{"type":"poem"}')}${say('1p{')}`,
    );
    socket.write(say('1p{"type":"ephemeral","frame":"7"}'));
    await until(() => got.length === 1);
    expect(node.stats().unreadable).toEqual({ version: 1, type: 1, malformed: 1 });
    expect(node.told).toHaveLength(1);
    socket.destroy();
    await node.close();
  });

  test('a server that hangs: no more than a bound waits for it, and the rest is counted', async () => {
    const tight = { ...quick, natsUnsentBytes: 100_000, natsConfirmBytes: 10_000, natsPingMs: 40 };
    const [one, two] = await Promise.all([
      openNode([nats.url], { limits: tight }),
      openNode([nats.url]),
    ]);
    const got = numbersAt(two);
    await two.settled();
    const text = `1${'0'.repeat(1000)}`;
    nats.pause();
    for (let n = 0; n < 1000; n += 1) one.publish('s', { type: 'ephemeral', frame: text });
    const { published, publishedBytes, dropped } = one.stats();
    expect(publishedBytes).toBeLessThanOrEqual(100_000);
    expect(published + dropped.jammed).toBe(1000);
    // It does not answer, so the node takes it for lost and looks for a server, this one or another.
    await until(() => !one.connected);
    expect(one.reason).toContain('the server does not answer');
    nats.resume();
    await until(() => one.connected && two.connected);
    await two.settled();
    got.length = 0;
    for (let n = 0; n < 1000; n += 1) {
      one.publish('s', { type: 'ephemeral', frame: text });
      if (n % 50 === 49) await one.settled();
    }
    await until(() => got.length === 1000);
    await Promise.all([one.close(), two.close()]);
  });

  test('a server that hangs with all buffers full is left as well', async () => {
    const node = await openNode([nats.url], { limits: { ...quick, natsPingMs: 40 } });
    nats.pause();
    const frame = 'x'.repeat(2900);
    while (node.stats().dropped.jammed === 0) node.publish('s', { type: 'ephemeral', frame });
    await until(() => !node.connected);
    nats.resume();
    await until(() => node.connected);
    await node.close();
  });

  test('a node that is too slow for the server is cut off, told so, and comes back', async () => {
    await using strict = await NatsServer.start({ settings: 'write_deadline: "100ms"' });
    await using proxy = await StallingProxy.start(strict.port);
    const [one, two] = await Promise.all([
      openNode([strict.url]),
      openNode([`nats://127.0.0.1:${proxy.port}`], { limits: { ...quick, natsConnectMs: 100 } }),
    ]);
    const states: boolean[] = [];
    two.watch((connected) => states.push(connected));
    const got = numbersAt(two);
    await two.settled();
    proxy.stall();
    const frame = '0'.repeat(2000);
    await until(async () => {
      for (let n = 0; n < 500; n += 1) one.publish('s', { type: 'ephemeral', frame });
      await one.settled();
      return (await strict.figures()).slowConsumers > 0;
    });
    await until(() => states.length === 1);
    proxy.resume();
    await until(() => states.length === 2);
    expect(states).toEqual([false, true]);
    got.length = 0;
    one.publish('s', numbered(7));
    await until(() => got.length === 1);
    expect(two.stats().reconnects).toBe(1);
    await Promise.all([one.close(), two.close()]);
  });

  test('closing does not wait for a server that hangs', async () => {
    const node = await openNode([nats.url], { limits: { ...quick, natsCloseMs: 50 } });
    nats.pause();
    node.publish('s', numbered(1));
    await node.close();
    nats.resume();
  });
});

test('of three servers one is killed under traffic: nodes go to the others, and all is heard again', async () => {
  await using cluster = await NatsCluster.start(3);
  const nodes = await Promise.all(Array.from({ length: 4 }, () => openNode(cluster.urls)));
  const got = nodes.map((node) => numbersAt(node));
  const fell = nodes.map((node) => {
    const states: boolean[] = [];
    node.watch((connected) => states.push(connected));
    return states;
  });
  await Promise.all(nodes.map((node) => node.settled()));
  let n = 0;
  const traffic = setInterval(() => {
    for (const node of nodes) {
      n += 1;
      node.publish('s', numbered(n));
    }
  }, 2);
  for (const server of cluster.servers) {
    await until(() => got.every((numbers) => numbers.length > 20));
    await server.kill();
    await until(() => nodes.every((node) => node.connected));
    await Promise.all(nodes.map((node) => node.settled()));
    const from = n + nodes.length;
    await until(() => got.every((numbers) => numbers.filter((one) => one > from).length > 20));
    await server.restart();
    await cluster.joined();
    for (const numbers of got) numbers.length = 0;
  }
  clearInterval(traffic);
  // Each node lost the server that it was at, and no other.
  expect(fell.flat().length).toBeGreaterThan(0);
  for (const states of fell) {
    expect(states).toEqual(states.map((_, index) => index % 2 === 1));
  }
  await Promise.all(nodes.map((node) => node.close()));
});
