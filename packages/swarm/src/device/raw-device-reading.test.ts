import { afterEach, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import type { Server, ServerWebSocket } from 'bun';
import { RawDevice } from './raw-device.ts';

const frameBytes = 64 * 1024;
const frame = 'x'.repeat(frameBytes);

let server: Server<undefined> | undefined;
let device: RawDevice | undefined;

afterEach(async () => {
  device?.terminate();
  await server?.stop(true);
});

/** A server that tells how much of what it sends waits in its own memory. */
async function connected() {
  let line: ServerWebSocket | undefined;
  let received = 0;
  server = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    fetch: (request, self) => (self.upgrade(request) ? undefined : new Response('no')),
    websocket: {
      open: (socket) => {
        line = socket;
      },
      message: () => {},
    },
  });
  device = await RawDevice.open({
    host: '127.0.0.1',
    port: server.port as number,
    path: '/',
    onText: (_bytes, start, end) => {
      received += end - start;
    },
  });
  const socket = await until(() => line, { what: 'the connection' });
  const waiting = () => socket.getBufferedAmount();
  /** Until the kernel takes no more: then the rest waits at the server. */
  const fill = () => {
    while (waiting() === 0) socket.send(frame);
  };
  return { raw: device, socket, waiting, fill, received: () => received };
}

test('what does not read leaves the server with all that the kernel will not hold', async () => {
  const { raw, fill, waiting, received } = await connected();
  raw.pauseReading();
  expect(raw.isReading).toBe(false);
  fill();
  const stuck = waiting();
  await Bun.sleep(100);
  expect([received(), waiting() >= stuck - frameBytes]).toEqual([0, true]);
  raw.resumeReading();
  await until(() => waiting() === 0 && received() > 0, { what: 'all to be read' });
});

test('a throttled device reads at its rate, and at once when it is let go', async () => {
  const { raw, socket, received } = await connected();
  raw.throttleReading(1024 * 1024);
  const startedMs = performance.now();
  const total = 16 * frameBytes;
  for (let i = 0; i < 16; i += 1) socket.send(frame);
  await until(() => received() === total, { what: 'a megabyte' });
  // The last chunk is not waited for: half a megabyte at the most.
  expect(performance.now() - startedMs).toBeGreaterThan(350);
  raw.throttleReading(1000);
  for (let i = 0; i < 16; i += 1) socket.send(frame);
  await Bun.sleep(50);
  expect(received()).toBeLessThan(2 * total);
  raw.throttleReading(undefined);
  await until(() => received() === 2 * total, { what: 'the other one' });
});

test('a device that does not read can still be closed', async () => {
  const { raw, fill } = await connected();
  raw.pauseReading();
  fill();
  raw.close();
  await until(() => !raw.isOpen, { what: 'the end of the connection' });
});
