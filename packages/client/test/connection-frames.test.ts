import { expect, test } from 'bun:test';
import { deflateSync } from 'node:zlib';
import { until } from '@eagre/testkit';
import { playedConnection as setUp } from './model/played-connection.ts';

test('asks for packed frames where it may, and hears them in order', async () => {
  const { connection, socket, goOnline, pushes, broken, clock } = setUp({ pack: true });
  connection.start();
  goOnline();
  expect(socket().sent[0]).toMatchObject({ cmd: 'connect', pack: 'deflate' });
  const { events } = socket();
  const frame = (n: number) => JSON.stringify({ push: 'typing', n });
  events.message(new Uint8Array(deflateSync(frame(1))));
  events.message(frame(2));
  events.message(new Uint8Array([1]));
  events.message(frame(3));
  expect(pushes).toEqual([]);
  await until(() => pushes.length === 3);
  expect([pushes.map((push) => (push as { n: number }).n), broken]).toEqual([
    [1, 2, 3],
    ['unpack_failed'],
  ]);
  // What is still packed when the connection is lost is not of the next one.
  events.message(new Uint8Array(deflateSync(frame(4))));
  events.message(new Uint8Array([1]));
  events.closed(1006, '');
  clock.advance(500);
  goOnline();
  for (const n of [5, 6]) {
    socket().events.message(new Uint8Array(deflateSync(frame(n))));
    await until(() => pushes.length === n - 1);
  }
  expect([pushes.at(-2), broken.length]).toEqual([{ push: 'typing', n: 5 }, 1]);
  connection.stop();
});

test('every answer that tells the server time is a measurement', () => {
  const { connection, clock, serverClock, socket, answer, goOnline } = setUp();
  connection.start();
  goOnline();
  expect(serverClock.errorMs).toBe(Number.POSITIVE_INFINITY);
  connection.request('ping', {}, () => {});
  clock.advance(80);
  answer({ id: socket().sent.at(-1)?.['id'], ok: { now: 5_000_000 } });
  expect(Math.abs(serverClock.now() - 5_000_040)).toBeLessThanOrEqual(1);
  expect(serverClock.errorMs).toBe(40.5);
  answer({ id: 99, ok: { now: 1 } });
  answer({ id: socket().sent.at(-1)?.['id'], ok: { now: 1 } });
  expect(serverClock.errorMs).toBe(40.5);
  connection.stop();
});
