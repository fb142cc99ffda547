import { afterEach, expect, test } from 'bun:test';
import { connect, createServer } from 'node:net';
import { freePort } from './free-port.ts';
import { type Backend, type Front, startFront } from './front.ts';
import { Haproxy, haproxyConfig } from './haproxy.ts';
import { TcpBalancer } from './tcp-balancer.ts';
import { until } from './until.ts';

/** A server that tells its name over HTTP and WebSocket, and may be told to be not ready. */
class NamedServer implements Backend {
  readonly name: string;
  readonly host = '127.0.0.1';
  readonly port: number;
  isReady = true;
  #server: ReturnType<typeof Bun.serve> | undefined;

  constructor(name: string, port: number) {
    this.name = name;
    this.port = port;
    this.listen();
  }

  listen(): void {
    this.#server = Bun.serve({
      port: this.port,
      hostname: this.host,
      idleTimeout: 0,
      fetch: (request, server) => {
        const { pathname } = new URL(request.url);
        if (pathname === '/ws' && server.upgrade(request, { data: undefined })) return undefined;
        if (pathname === '/readyz' && !this.isReady) return new Response('', { status: 503 });
        return new Response(this.name);
      },
      websocket: {
        open: (ws) => void ws.send(this.name),
        message: (ws, text) => void ws.send(text),
      },
    });
  }

  async stop(): Promise<void> {
    await this.#server?.stop(true);
  }
}

let servers: NamedServer[] = [];
let front: Front | undefined;
let sockets: WebSocket[] = [];

afterEach(async () => {
  for (const socket of sockets) socket.close();
  sockets = [];
  await front?.stop();
  await Promise.all(servers.map((server) => server.stop()));
});

async function makeServers(): Promise<NamedServer[]> {
  servers = [];
  for (const name of ['a', 'b', 'c']) servers.push(new NamedServer(name, await freePort()));
  return servers;
}

/** The name of the server that a new WebSocket comes to; rejects when it comes to none. */
function open(): Promise<{ name: string; socket: WebSocket }> {
  const socket = new WebSocket(`ws://127.0.0.1:${front?.port}/ws`);
  sockets.push(socket);
  return new Promise((resolve, reject) => {
    socket.onmessage = ({ data }) => resolve({ name: String(data), socket });
    socket.onclose = () => reject(new Error('closed'));
  });
}

async function namesOf(count: number): Promise<Record<string, number>> {
  const opened = await Promise.all(Array.from({ length: count }, open));
  const names = Map.groupBy(opened, ({ name }) => name);
  return Object.fromEntries([...names].map(([name, all]) => [name, all.length]).sort());
}

const kinds = [
  ['HAProxy', Haproxy.isInstalled, Haproxy.start],
  ['TCP balancer', true, TcpBalancer.start],
] as const;

for (const [kind, isThere, start] of kinds) {
  test.skipIf(!isThere)(
    `${kind}: by turns to all; a dead one costs nothing; it comes back`,
    async () => {
      const backends = await makeServers();
      const [, b] = backends as [NamedServer, NamedServer, NamedServer];
      front = await start({ backends });
      expect(front.kind).toBe(kind);
      expect(await namesOf(30)).toEqual({ a: 10, b: 10, c: 10 });

      const { socket, name } = await open();
      const living = backends.find((one) => one !== b) as NamedServer;
      await b.stop();
      const startMs = performance.now();
      expect(Object.keys(await namesOf(20))).toEqual(['a', 'c']);
      expect(performance.now() - startMs).toBeLessThan(1500);
      expect([...'abc']).toContain(name);
      expect(living.port).toBeGreaterThan(0);
      b.listen();
      await until(async () => (await open()).name === 'b', { pollMs: 20 });
      await socket.close();
    },
  );

  test.skipIf(!isThere)(
    `${kind}: all that is sent comes through, and an end passes on`,
    async () => {
      front = await start({ backends: await makeServers() });
      const { socket } = await open();
      const sent = Array.from({ length: 50 }, (_, i) => `${i}${'x'.repeat(100_000)}`);
      const got: string[] = [];
      socket.onmessage = ({ data }) => got.push(String(data));
      for (const text of sent) socket.send(text);
      await until(() => got.length === sent.length);
      expect(got).toEqual(sent);
      const closed = new Promise((resolve) => {
        socket.onclose = resolve;
      });
      await Promise.all(servers.map((server) => server.stop()));
      await closed;
    },
  );

  test.skipIf(!isThere)(
    `${kind}: a port that is taken is an error, and a stop frees it`,
    async () => {
      const backends = await makeServers();
      front = await start({ backends });
      const { port } = front;
      await expect(start({ backends, port })).rejects.toThrow(/in use/);
      await front.stop();
      await front.stop();
      front = await start({ backends, port });
      expect((await open()).name).toMatch(/^[abc]$/);
    },
  );
}

test("a server that breaks a connection breaks the device's, and the other way round", async () => {
  const ends: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('close', () => ends.push('server'));
    socket.on('data', () => socket.resetAndDestroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const balancer = await TcpBalancer.start({ backends: [{ name: 'a', host: '127.0.0.1', port }] });
  front = balancer;
  const device = () => {
    const socket = connect(balancer.port, '127.0.0.1');
    socket.on('error', () => {});
    socket.on('close', () => ends.push('device'));
    return socket;
  };
  device().write('x');
  await until(() => ends.length === 2);
  expect(ends.sort()).toEqual(['device', 'server']);
  const second = device();
  await until(() => balancer.lines === 1);
  second.resetAndDestroy();
  await until(() => ends.length === 4);
  expect(balancer.lines).toBe(0);
  server.close();
});

test('with no server at all a connection ends at once', async () => {
  front = await TcpBalancer.start({ backends: await makeServers() });
  await Promise.all(servers.map((server) => server.stop()));
  await expect(open()).rejects.toThrow('closed');
});

test.skipIf(!Haproxy.isInstalled)(
  'HAProxy: who is not ready gets no new devices and keeps its own; if none is, each gets some',
  async () => {
    const backends = await makeServers();
    const [a] = backends as [NamedServer];
    front = await Haproxy.start({ backends });
    const opened = await Promise.all([open(), open(), open()]);
    const ofA = opened.find(({ name }) => name === 'a')?.socket as WebSocket;
    a.isReady = false;
    await until(async () => (await namesOf(6))['a'] === undefined, { pollMs: 100 });
    expect(ofA.readyState).toBe(WebSocket.OPEN);
    for (const server of servers) server.isReady = false;
    await until(async () => (await namesOf(6))['a'] !== undefined, { pollMs: 100 });
  },
);

test('the front is HAProxy where it is installed', async () => {
  front = await startFront({ backends: await makeServers() });
  expect(front.kind).toBe(Haproxy.isInstalled ? 'HAProxy' : 'TCP balancer');
  expect(haproxyConfig(1, servers)).toContain(`server b 127.0.0.1:${servers[1]?.port} check`);
});

test.skipIf(!Haproxy.isInstalled)(
  'HAProxy: what a server died over is asked of the next one, unless it may have changed something',
  async () => {
    const asked: string[] = [];
    const dying = createServer((socket) => {
      socket.on('error', () => {});
      socket.on('data', (data) => {
        const [method = '', path] = data.toString().split(' ');
        if (path === '/readyz')
          return void socket.end('HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n');
        asked.push(method);
        socket.destroy();
      });
    });
    const port = await freePort();
    await new Promise<void>((listening) => void dying.listen(port, '127.0.0.1', listening));
    const [living] = await makeServers();
    if (living === undefined) throw new Error('three servers were made');
    front = await Haproxy.start({ backends: [{ name: 'x', host: '127.0.0.1', port }, living] });
    const url = `http://127.0.0.1:${front.port}/script.js`;
    for (let i = 0; i < 6; i += 1) expect(await (await fetch(url)).text()).toBe(living.name);
    expect(asked).toContain('GET');
    let failed = 0;
    for (let i = 0; i < 6; i += 1) {
      const answer = await fetch(url, { method: 'POST', keepalive: false }).catch(() => undefined);
      if (answer?.ok !== true) failed += 1;
    }
    expect(failed).toBeGreaterThan(0);
    expect(asked.filter((method) => method === 'POST')).toHaveLength(failed);
    await new Promise((closed) => dying.close(closed));
  },
);
