import { afterEach, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import type { Server, ServerWebSocket } from 'bun';
import { RawDevice } from './raw-device.ts';

let server: Server<undefined> | undefined;

afterEach(async () => {
  await server?.stop(true);
  server = undefined;
});

function serve(onMessage: (socket: ServerWebSocket, message: string | Buffer) => void) {
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) =>
      request.url.endsWith('/ws') && self.upgrade(request)
        ? undefined
        : new Response('no', { status: 404 }),
    websocket: { message: onMessage, maxPayloadLength: 4 * 1024 * 1024 },
  });
  return server.port as number;
}

async function open(port: number, path = '/ws') {
  const texts: string[] = [];
  const closes: [number, string][] = [];
  const device = await RawDevice.open({
    host: '127.0.0.1',
    port,
    path,
    onText: (bytes, start, end) => texts.push(Buffer.from(bytes.subarray(start, end)).toString()),
    onClosed: (code, reason) => closes.push([code, reason]),
  });
  return { device, texts, closes };
}

test('texts of every length come back as they were sent', async () => {
  const port = serve((socket, message) => socket.send(message));
  const { device, texts } = await open(port);
  const sent = [
    '',
    'a',
    'x'.repeat(125),
    'y'.repeat(126),
    '消息'.repeat(40_000),
    'z'.repeat(1_500_000),
  ];
  for (const text of sent) device.send(text);
  await until(() => texts.length === sent.length, { what: 'all echoes' });
  expect(texts.map((text, i) => text === sent[i])).toEqual(sent.map(() => true));
  device.terminate();
});

test('a ping is answered and a close code is told', async () => {
  let pongs = 0;
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response('no')),
    websocket: {
      message: (socket) => void socket.ping('are you there'),
      pong: (socket, data) => {
        pongs += data.toString() === 'are you there' ? 1 : 0;
        socket.close(4001, 'too slow');
      },
    },
  });
  const { device, closes } = await open(server.port as number);
  device.send('go');
  await until(() => closes.length > 0, { what: 'the close' });
  expect(pongs).toBe(1);
  expect(closes).toEqual([[4001, 'too slow']]);
  expect(device.isOpen).toBe(false);
});

test('a refused upgrade and a dead port are errors', async () => {
  const port = serve(() => {});
  expect(open(port, '/else')).rejects.toThrow('refused');
  await server?.stop(true);
  expect(open(port)).rejects.toThrow();
});
