import { expect, test } from 'bun:test';
import { FakeServer, refusal } from '../../../test/console/fake-server.ts';
import { asConsoleError } from './console-error.ts';

const get = { method: 'GET', path: 'rooms' } as const;
const errorOf = (promise: Promise<unknown>) => promise.then(() => undefined, asConsoleError);

test('a question has its address, with what is left undefined left out', async () => {
  const server = new FakeServer();
  server.answer = () => Response.json({ ok: 1 });
  expect(await server.transport.ask(get)).toEqual({ ok: 1 });
  await server.transport.ask({ ...get, query: { app: 'a b', node: undefined, since: 0 } });
  expect(server.asked.map(({ url }) => url)).toEqual([
    '/console/api/rooms',
    '/console/api/rooms?app=a+b&since=0',
  ]);
  expect(server.asked[0]?.headers).not.toHaveProperty('content-type');
  expect(server.clock.pendingTimers).toBe(0);
});

test('a change brings its body and the secret of the session', async () => {
  const server = new FakeServer();
  server.answer = () => new Response(null, { status: 204 });
  const asking = { method: 'PUT', path: 'x', body: { a: 1 }, csrf: 's' } as const;
  expect(await server.transport.ask(asking)).toBeUndefined();
  expect(server.asked[0]).toMatchObject({
    method: 'PUT',
    body: { a: 1 },
    headers: { 'content-type': 'application/json', 'x-eagre-csrf': 's' },
  });
});

test('a refusal is told with all that the server says of it', async () => {
  const server = new FakeServer();
  server.answer = () => refusal(429, 'rate_limited', { retryAfterMs: 1500, field: 'key' });
  expect(await errorOf(server.transport.ask(get))).toMatchObject({
    code: 'rate_limited',
    status: 429,
    retryAfterMs: 1500,
    field: 'key',
  });
});

test.each([
  ['a page of a proxy', 502, '<html>'],
  ['a page where JSON was expected', 200, '<html>'],
  ['JSON that is none of ours', 500, '{"error":"broken"}'],
])('%s is a bad answer', async (_, status, body) => {
  const server = new FakeServer();
  server.answer = () => new Response(body, { status });
  expect(await errorOf(server.transport.ask(get))).toMatchObject({ code: 'bad_answer', status });
});

test('without an answer the server is unreachable, with none in time it was too slow', async () => {
  const server = new FakeServer();
  server.answer = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await errorOf(server.transport.ask(get))).toMatchObject({
    code: 'unreachable',
    status: 0,
  });

  server.answer = (_, signal) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason)),
    );
  const slow = errorOf(server.transport.ask(get));
  await server.clock.advance(15_000);
  expect(await slow).toMatchObject({ code: 'timeout' });
  expect(server.clock.pendingTimers).toBe(0);
});

test('who takes a question back is not told of an error of the server', async () => {
  const server = new FakeServer();
  server.answer = (_, signal) =>
    new Promise((_resolve, reject) =>
      signal.addEventListener('abort', () => reject(signal.reason)),
    );
  const wish = new AbortController();
  const asked = server.transport.ask({ ...get, signal: wish.signal });
  wish.abort(new Error('changed my mind'));
  await expect(asked).rejects.toThrow('changed my mind');
});

test('a clock that is wrong by more than rounding is put right by the server', async () => {
  const server = new FakeServer();
  const at = (aheadMs: number) => ({
    headers: { date: new Date(server.clock.now() + aheadMs).toUTCString() },
  });
  server.answer = () => Response.json({}, at(-300_000));
  await server.transport.ask(get);
  expect(server.transport.serverNow() - server.clock.now()).toBe(-300_000);
  server.answer = () => Response.json({}, at(-1_000));
  await server.transport.ask(get);
  expect(server.transport.serverNow()).toBe(server.clock.now());
});
