import { afterEach, beforeEach, expect, test } from 'bun:test';
import { SeededRandom, until, withSeed } from '@eagre/testkit';
import type { ProxyFault } from './proxy-fault.ts';
import { ProxyServer } from './proxy-server.ts';
import { EchoClient } from './test/echo-client.ts';
import { EchoServer } from './test/echo-server.ts';

let echo: EchoServer;
let proxy: ProxyServer;
let clients: EchoClient[] = [];

beforeEach(async () => {
  echo = await EchoServer.start();
  proxy = new ProxyServer({ host: '127.0.0.1', port: echo.port }, new SeededRandom(1));
});

afterEach(async () => {
  for (const client of clients) client[Symbol.dispose]();
  clients = [];
  proxy.stop();
  await echo[Symbol.asyncDispose]();
});

async function open(count = 1): Promise<EchoClient[]> {
  const opened = await Promise.all(
    Array.from({ length: count }, () => EchoClient.open(proxy.port)),
  );
  clients.push(...opened);
  await until(() => proxy.stats.lines === clients.length && echo.sockets.size === clients.length);
  return opened;
}

async function one(): Promise<EchoClient> {
  return (await open())[0] as EchoClient;
}

/** ms until an echo of one byte is back. */
async function roundTrip(client: EchoClient): Promise<number> {
  const before = client.received;
  const sentMs = performance.now();
  client.socket.write('x');
  await until(() => client.received > before, { pollMs: 1 });
  return performance.now() - sentMs;
}

const megabyte = 1024 * 1024;
const all = { way: 'both', share: 1 } as const;

function noise(random: SeededRandom, bytes: number): Buffer {
  return Buffer.from(Uint8Array.from({ length: bytes }, () => random.int(256)));
}

test('all bytes go through, both ways, and nothing is held when no fault is on', async () => {
  const client = await one();
  const sent = noise(new SeededRandom(2), 3 * megabyte);
  client.socket.write(sent);
  await until(() => client.received === sent.length, { what: 'the echo' });
  expect(client.bytes.equals(sent)).toBe(true);
  expect(proxy.stats).toMatchObject({ lines: 1, bytesUp: sent.length, bytesDown: sent.length });
  expect(proxy.stats.heldBytes).toBe(0);
});

test('whatever is put on and lifted meanwhile, the bytes are the same', () =>
  withSeed(async (random) => {
    const client = await one();
    const sent = noise(random, 300_000);
    const kinds: ProxyFault[] = [
      { kind: 'slow', delayMs: 20, jitterMs: 15, ...all },
      { kind: 'throttle', bytesPerSecond: 5e6, way: 'down', share: 1 },
      { kind: 'stall', way: 'up', share: 1 },
      { kind: 'stall', ...all },
    ];
    for (let at = 0; at < sent.length; ) {
      const size = 1 + random.int(20_000);
      client.socket.write(sent.subarray(at, at + size));
      at += size;
      const fault = random.pick(kinds);
      if (random.chance(0.5)) proxy.put(fault);
      else proxy.lift(fault);
      await Bun.sleep(random.int(8));
    }
    proxy.heal();
    client.socket.end();
    await until(() => client.ends.length > 0, { what: 'the end' });
    expect(client.bytes.equals(sent)).toBe(true);
    expect(client.ends[0]).toBe('end');
    await until(() => proxy.stats.lines === 0, { what: 'the line to be forgotten' });
    expect(proxy.stats.heldBytes).toBe(0);
  }));

test('delay is added to each way that it is on, for its share of the lines', async () => {
  const opened = await open(10);
  const lines = proxy.put({ kind: 'slow', delayMs: 300, jitterMs: 0, way: 'down', share: 0.3 });
  expect(lines).toBe(3);
  const times = await Promise.all(opened.map(roundTrip));
  expect(times.filter((ms) => ms >= 300)).toHaveLength(3);
  expect(times.filter((ms) => ms < 250)).toHaveLength(7);
  const both: ProxyFault = { kind: 'slow', delayMs: 100, jitterMs: 0, ...all };
  proxy.put(both);
  const slower = await Promise.all(opened.map(roundTrip));
  expect(slower.filter((ms) => ms >= 500)).toHaveLength(3);
  expect(slower.every((ms) => ms >= 200)).toBe(true);
  proxy.heal();
  expect(Math.max(...(await Promise.all(opened.map(roundTrip))))).toBeLessThan(190);
});

test('jitter makes times differ, and swaps nothing', async () => {
  const client = await one();
  proxy.put({ kind: 'slow', delayMs: 40, jitterMs: 40, way: 'up', share: 1 });
  const times: number[] = [];
  for (let i = 0; i < 8; i += 1) times.push(await roundTrip(client));
  expect(Math.max(...times) - Math.min(...times)).toBeGreaterThan(5);
  expect(Math.max(...times)).toBeLessThan(200);
  for (let i = 0; i < 200; i += 1) {
    client.socket.write(`${i},`);
    if (i % 20 === 0) await Bun.sleep(1);
  }
  await until(() => client.bytes.toString().endsWith('199,'), { what: 'all of them' });
  const wanted = Array.from({ length: 200 }, (_, i) => `${i},`).join('');
  expect(client.bytes.toString().slice(times.length)).toBe(wanted);
});

test('each throttled line takes the bytes that it may in a second', async () => {
  const [slow, other] = (await open(2)) as [EchoClient, EchoClient];
  proxy.put({ kind: 'throttle', bytesPerSecond: 100_000, way: 'up', share: 1 });
  const startMs = performance.now();
  slow.socket.write(Buffer.alloc(100_000));
  other.socket.write(Buffer.alloc(100_000));
  await until(() => slow.received + other.received === 200_000, { pollMs: 1 });
  const tookMs = performance.now() - startMs;
  expect(tookMs).toBeGreaterThan(850);
  expect(tookMs).toBeLessThan(1800);
});

test('a stall one way holds the sender up, in bounded memory, and loses nothing', async () => {
  const client = await one();
  const stall: ProxyFault = { kind: 'stall', way: 'down', share: 1 };
  proxy.put(stall);
  const sent = noise(new SeededRandom(3), 24 * megabyte);
  client.socket.write(sent);
  // The server's echo has nowhere to go, so it stops reading, and then so does the proxy.
  await until(() => echo.received > megabyte, { what: 'the way up to be open' });
  await Bun.sleep(200);
  expect(client.received).toBe(0);
  expect(proxy.stats.heldBytes).toBeLessThan(2 * megabyte);
  expect(echo.received).toBeLessThan(sent.length);
  proxy.lift(stall);
  await until(() => client.received === sent.length, { what: 'all of it', timeoutMs: 10_000 });
  expect(client.bytes.equals(sent)).toBe(true);
});

test('a cut breaks its share of the lines without a word, or in order', async () => {
  const opened = await open(10);
  expect(await proxy.cut(0.3, 0, 'reset')).toBe(3);
  await until(() => opened.filter(({ ends }) => ends.length > 0).length === 3);
  expect(opened.flatMap(({ ends }) => ends[0] ?? [])).toEqual(Array(3).fill('ECONNRESET'));
  await until(() => echo.ends.length === 3);
  expect(echo.ends).toEqual(Array(3).fill('ECONNRESET'));
  expect(await proxy.cut(1, 0, 'close')).toBe(7);
  await until(() => opened.every(({ ends }) => ends.length > 0));
  expect(opened.filter(({ ends }) => ends[0] === 'end')).toHaveLength(7);
  expect(proxy.stats).toMatchObject({ lines: 0, cut: 10, accepted: 10 });
});

test('a cut over a time cuts evenly, and those that were there', async () => {
  const opened = await open(20);
  const cut = proxy.cut(1, 400, 'reset');
  await until(() => proxy.stats.lines <= 15, { pollMs: 1 });
  expect(proxy.stats.lines).toBeGreaterThan(5);
  const late = await EchoClient.open(proxy.port);
  expect(await cut).toBe(20);
  await until(() => opened.every(({ ends }) => ends.length > 0));
  expect(await roundTrip(late)).toBeLessThan(190);
  late[Symbol.dispose]();
});

test('who comes while it refuses is reset; who is there stays; later ones get what is on', async () => {
  const client = await one();
  proxy.refuse(true);
  const refused = await EchoClient.open(proxy.port);
  await until(() => refused.ends.length > 0);
  expect(refused.ends[0]).toBe('ECONNRESET');
  expect(await roundTrip(client)).toBeLessThan(190);
  proxy.heal();
  proxy.put({ kind: 'slow', delayMs: 120, jitterMs: 0, way: 'up', share: 1 });
  expect(await roundTrip(await one())).toBeGreaterThanOrEqual(120);
  expect(proxy.stats).toMatchObject({ refused: 1, accepted: 2 });
});

test('ends pass through: a break to the other side at once, a goodbye after all that was said', async () => {
  const [broken, ended] = (await open(2)) as [EchoClient, EchoClient];
  broken.socket.resetAndDestroy();
  await until(() => echo.ends.length === 1);
  expect(echo.ends).toEqual(['ECONNRESET']);
  proxy.put({ kind: 'slow', delayMs: 100, jitterMs: 0, ...all });
  ended.socket.end('the last words');
  await until(() => ended.ends.includes('end'));
  expect(ended.bytes.toString()).toBe('the last words');
  expect(echo.ends).toEqual(['ECONNRESET', 'end']);
  await until(() => proxy.stats.lines === 0);
});

test('a server that is gone resets', async () => {
  await echo[Symbol.asyncDispose]();
  const client = await EchoClient.open(proxy.port);
  await until(() => client.ends.length > 0);
  expect(client.ends[0]).toBe('ECONNRESET');
  expect(proxy.stats.lines).toBe(0);
});
