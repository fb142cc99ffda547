import { expect, test } from 'bun:test';
import { connect, createServer } from 'node:net';
import { StallingProxy } from './stalling-proxy.ts';
import { until } from './until.ts';

async function flood() {
  const counter = { taken: 0, blocked: false };
  const server = createServer((socket) => {
    socket.on('error', () => {});
    const pour = () => {
      while (socket.writable && socket.write(Buffer.alloc(64 * 1024, 1)))
        counter.taken += 64 * 1024;
      counter.blocked = true;
      socket.once('drain', () => {
        counter.blocked = false;
        setImmediate(pour);
      });
    };
    socket.once('data', pour);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  return { counter, server, port: typeof address === 'object' ? (address?.port ?? 0) : 0 };
}

test('a stalled line stops reading from the server and goes on after', async () => {
  const { counter, server, port } = await flood();
  await using proxy = await StallingProxy.start(port);
  proxy.stall();
  const device = connect(proxy.port, '127.0.0.1');
  let received = 0;
  device.on('data', (chunk) => {
    received += chunk.length;
  });
  device.write('go');
  await until(() => counter.blocked, { what: 'the server to be blocked' });
  expect(received).toBe(0);
  proxy.resume();
  await until(() => received > 1024 * 1024, { what: 'bytes after the stall' });
  proxy.cut();
  await until(() => device.destroyed && proxy.lines === 0, { what: 'the line to be cut' });
  server.close();
});

test('what a device says passes while its line is stalled', async () => {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.on('data', (chunk) => heard.push(String(chunk)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? (address?.port ?? 0) : 0;
  await using proxy = await StallingProxy.start(port);
  proxy.stall();
  const device = connect(proxy.port, '127.0.0.1');
  device.write('hello');
  await until(() => heard.join('') === 'hello', { what: 'the words at the server' });
  device.destroy();
  server.close();
});
