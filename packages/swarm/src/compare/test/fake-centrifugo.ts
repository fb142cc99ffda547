// What Centrifugo does with these few requests of its JSON protocol, as far as a comparison needs it:
// `version`, then `--config FILE`. Two messages that come together go out as two lines of one frame.
import { readFileSync } from 'node:fs';
import type { ServerWebSocket } from 'bun';

interface Config {
  http_server: { address: string; port: string };
  http_api: { key: string };
  channel: { without_namespace: Record<string, boolean> };
}

interface Command {
  id?: number;
  connect?: unknown;
  subscribe?: { channel: string };
}

interface Client {
  isConnected: boolean;
  isSubscribed: boolean;
}

const pingMs = 100;
const [word = '', file = ''] = process.argv.slice(2);
if (word === 'version') {
  console.log('Centrifugo v6.2.3 (Go version: go1.24.4)');
  process.exit(0);
}
const config = JSON.parse(readFileSync(file, 'utf8')) as Config;
const sockets = new Set<ServerWebSocket<Client>>();
let lines: string[] = [];

function publish(channel: string, data: unknown): void {
  if (lines.length === 0) setImmediate(flush);
  lines.push(JSON.stringify({ push: { channel, pub: { data } } }));
}

function flush(): void {
  const frame = lines.join('\n');
  lines = [];
  for (const socket of sockets) if (socket.data.isSubscribed) socket.send(frame);
}

function reply(socket: ServerWebSocket<Client>, { id, connect, subscribe }: Command): void {
  const refuse = (code: number, message: string) =>
    socket.send(JSON.stringify({ id, error: { code, message } }));
  if (connect !== undefined) {
    socket.data.isConnected = true;
    socket.send(
      JSON.stringify({ id, connect: { client: 'c', version: '6.2.3', ping: 25, pong: true } }),
    );
  } else if (subscribe !== undefined) {
    const allowed = config.channel.without_namespace['allow_subscribe_for_anonymous'] === true;
    if (!socket.data.isConnected) socket.close(3501, 'bad request');
    else if (!allowed) refuse(103, 'permission denied');
    else {
      socket.data.isSubscribed = true;
      socket.send(JSON.stringify({ id, subscribe: {} }));
    }
  }
}

const unanswered = new Map<ServerWebSocket<Client>, number>();
setInterval(() => {
  for (const socket of sockets) {
    const pings = (unanswered.get(socket) ?? 0) + 1;
    unanswered.set(socket, pings);
    if (pings > 5) socket.close(3012, 'no pong');
    else socket.send('{}');
  }
}, pingMs);

Bun.serve({
  hostname: config.http_server.address,
  port: Number(config.http_server.port),
  async fetch(request, server) {
    const { pathname } = new URL(request.url);
    if (pathname === '/connection/websocket') {
      const data = { isConnected: false, isSubscribed: false };
      return server.upgrade(request, { data }) ? undefined : new Response('', { status: 400 });
    }
    if (pathname !== '/api/publish') return new Response('', { status: 404 });
    if (request.headers.get('x-api-key') !== config.http_api.key) {
      return new Response('', { status: 401 });
    }
    const { channel, data } = (await request.json()) as { channel: string; data: unknown };
    publish(channel, data);
    return Response.json({ result: {} });
  },
  websocket: {
    open: (socket: ServerWebSocket<Client>) => void sockets.add(socket),
    close: (socket) => void sockets.delete(socket),
    message(socket, text) {
      for (const line of String(text).split('\n')) {
        if (line === '{}') unanswered.delete(socket);
        else reply(socket, JSON.parse(line) as Command);
      }
    },
  },
});
