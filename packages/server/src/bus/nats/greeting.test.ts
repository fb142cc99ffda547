import { afterAll, beforeAll, expect, test } from 'bun:test';
import { createServer, type Server, type Socket } from 'node:net';
import { realClock } from '@eagre/protocol';
import { freePort, NatsServer } from '@eagre/testkit';
import { greetingOf } from './greeting.ts';

let nats: NatsServer;
beforeAll(async () => {
  nats = await NatsServer.start({ settings: 'max_payload: 5000' });
});
afterAll(() => nats[Symbol.asyncDispose]());

const at = (port: number, timeoutMs = 2000) =>
  greetingOf({ host: '127.0.0.1', port, tls: false }, { clock: realClock, timeoutMs });
const why = (port: number, timeoutMs?: number) => at(port, timeoutMs).catch(String);

/** A server that does this with each connection. */
async function something(greet: (socket: Socket) => void): Promise<Server & AsyncDisposable> {
  const server = createServer((socket) => {
    socket.on('error', () => {});
    greet(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}
const portOf = (server: Server) => (server.address() as { port: number }).port;

test('a NATS server tells what it takes', async () => {
  expect(await at(nats.port)).toMatchObject({ maxPayload: 5000 });
  expect((await at(nats.port)).version).toMatch(/^\d+\.\d+/);
});

test('a port where nobody listens is told by its name', async () => {
  const port = await freePort();
  expect(await why(port)).toBe(`Error: 127.0.0.1:${port}: connection refused`);
});

test('one that accepts and is silent is given up in time, and nothing is left open', async () => {
  const closed = Promise.withResolvers<void>();
  await using server = await something((socket) => socket.on('close', () => closed.resolve()));
  expect(await why(portOf(server), 30)).toContain('no NATS greeting within 30 ms');
  await closed.promise;
});

test('what is no NATS server is told from one', async () => {
  await using talks = await something((socket) => socket.write('220 mail ready\r\n'));
  expect(await why(portOf(talks))).toContain('no NATS server');
  await using floods = await something((socket) => socket.write('x'.repeat(100_000)));
  expect(await why(portOf(floods))).toContain('no NATS server');
  await using odd = await something((socket) => socket.write('INFO {"version":1}\r\n'));
  expect(await why(portOf(odd))).toContain('no NATS server');
  await using closes = await something((socket) => socket.end());
  expect(await why(portOf(closes))).toContain('closed the connection');
});
