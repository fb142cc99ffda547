import { expect, test } from 'bun:test';
import { closeTable } from '@eagre/protocol';
import type { TransportEvents } from '../src/connection/transport.ts';
import { playedConnection as setUp } from './model/played-connection.ts';

test('says who it is, then is online', () => {
  const { connection, states, socket, goOnline } = setUp();
  connection.start();
  goOnline();
  const hello = { cmd: 'connect', token: 'secret', device: 'd', positions: [['user:a', 1, 5]] };
  expect(socket().sent[0]).toMatchObject(hello);
  expect(states).toEqual(['connecting', 'authenticating', 'online']);
});

test.each(Object.entries(closeTable))(
  'close code "%s" decides whether it comes back',
  (_, { code }) => {
    const { connection, states, goOnline, socket, clock } = setUp();
    connection.start();
    goOnline();
    clock.advance(10_500);
    socket().events.closed(code, '');
    expect(states.at(-1)).toBe(code < 4500 ? 'waiting: disconnected' : 'stopped: stopped');
    connection.stop();
    expect(clock.pendingTimers).toBe(0);
  },
);

test('is told once that it was replaced by itself, not twice', () => {
  const { connection, states, goOnline, socket, clock } = setUp();
  connection.start();
  for (const expected of ['waiting: disconnected', 'stopped: stopped']) {
    goOnline();
    socket().events.closed(closeTable.replaced.code, '');
    expect(states.at(-1)).toBe(expected);
    clock.advance(500);
  }
});

test('back-off grows while it fails and starts over after a stable time', () => {
  const { connection, sockets, socket, goOnline, clock } = setUp();
  connection.start();
  const waits = [100, 200, 400];
  for (const ms of waits) {
    socket().events.closed(1006, '');
    const before = sockets.length;
    clock.advance(ms - 1);
    expect(sockets.length).toBe(before);
    clock.advance(1);
    expect(sockets.length).toBe(before + 1);
  }
  goOnline();
  clock.advance(10_000);
  socket().events.closed(1006, '');
  const before = sockets.length;
  clock.advance(100);
  expect(sockets.length).toBe(before + 1);
});

test('refused for now: waits as long as asked; refused for good: stops', () => {
  const { connection, states, sockets, socket, answer, clock } = setUp();
  connection.start();
  const refuse = (code: string, temporary: boolean) => {
    socket().events.opened();
    const error = { code, message: code, temporary, ...(temporary && { retryAfterMs: 2_000 }) };
    answer({ id: socket().sent.at(-1)?.['id'], error });
  };
  refuse('overloaded', true);
  clock.advance(2_099);
  expect(sockets.length).toBe(1);
  clock.advance(1);
  expect(sockets.length).toBe(2);
  refuse('unauthenticated', false);
  expect(states.at(-1)).toBe('stopped: unauthenticated');
});

test('an expired token is asked for again when there is a function, else it stops', async () => {
  for (const [token, expected] of [
    ['fixed', 'stopped: token_expired'],
    [() => 'fresh', 'waiting: disconnected'],
  ] as const) {
    const { connection, states, socket, answer } = setUp({ token });
    connection.start();
    socket().events.opened();
    const error = { code: 'token_expired', message: '', temporary: false };
    answer({ id: socket().sent.at(-1)?.['id'], error });
    expect(states.at(-1)).toBe(expected);
  }
});

test('a token function that fails is tried again', async () => {
  let calls = 0;
  const token = async () => {
    calls += 1;
    if (calls === 1) throw new Error('offline');
    return 'fresh';
  };
  const { connection, clock, states, sockets } = setUp({ token });
  connection.start();
  await Bun.sleep(0);
  expect(states.at(-1)).toBe('waiting: disconnected');
  clock.advance(100);
  await Bun.sleep(0);
  expect([calls, sockets.length]).toEqual([2, 1]);
});

test('pings when it sent nothing, and gives up when it hears nothing', () => {
  const { connection, clock, goOnline, socket, answer, states } = setUp();
  connection.start();
  goOnline(10_000);
  clock.advance(7_999);
  expect(socket().sent.length).toBe(1);
  clock.advance(1);
  expect(socket().sent.at(-1)).toMatchObject({ cmd: 'ping' });
  answer({ id: socket().sent.at(-1)?.['id'], ok: { now: 1 } });
  clock.advance(19_999);
  expect(states.at(-1)).toBe('online');
  clock.advance(1);
  expect(states.at(-1)).toBe('waiting: disconnected');
  expect(socket().closed).toBe(true);
});

test('a drain notice moves it within the spread, and requests under way are told', () => {
  const { connection, clock, goOnline, socket, sockets, answer, states } = setUp();
  connection.start();
  goOnline();
  const outcomes: unknown[] = [];
  answer({ push: 'notice', notice: 'drain', spreadMs: 1_000 });
  clock.advance(499);
  connection.request('ping', {}, ({ error }) => outcomes.push(error?.code));
  clock.advance(1);
  expect(states.slice(-2)).toEqual(['online', 'connecting']);
  expect([sockets.length, sockets[0]?.closed, outcomes]).toEqual([2, true, ['disconnected']]);
  expect(socket()).toBe(sockets[1] as never);
});

test('renews the token when told that it ends', () => {
  const { connection, goOnline, answer, socket } = setUp({ token: () => 'fresh' });
  connection.start();
  goOnline();
  answer({ push: 'notice', notice: 'token_expiring', expiresAt: 1 });
  expect(socket().sent.at(-1)).toMatchObject({ cmd: 'renew', token: 'fresh' });
});

test('the network coming back hurries a pause and probes a connection', () => {
  const { connection, clock, socket, sockets, goOnline, states } = setUp();
  connection.start();
  socket().events.closed(1006, '');
  connection.hurry();
  expect([states.at(-1), sockets.length]).toEqual(['connecting', 2]);
  goOnline();
  connection.hurry();
  expect(socket().sent.at(-1)).toMatchObject({ cmd: 'ping' });
  clock.advance(5_000);
  expect(states.at(-1)).toBe('waiting: disconnected');
});

test('an old socket is not heard any more', () => {
  const { connection, clock, sockets, goOnline, states, pushes } = setUp();
  connection.start();
  goOnline();
  const old = sockets[0]?.events as TransportEvents;
  old.closed(1006, '');
  clock.advance(100);
  goOnline();
  old.message(JSON.stringify({ push: 'typing', conversation: 'group:g', user: 'b' }));
  old.closed(4502, 'late');
  expect([states.at(-1), pushes]).toEqual(['online', []]);
});

test('answers are matched by id, late ones match nothing', () => {
  const { connection, clock, goOnline, answer, socket } = setUp();
  connection.start();
  goOnline();
  const outcomes: string[] = [];
  const note = (name: string) => (result: { ok?: unknown; error?: { code: string } }) =>
    outcomes.push(`${name} ${result.error?.code ?? 'ok'}`);
  connection.request('ping', {}, note('a'));
  connection.request('ping', {}, note('b'));
  const [, a, b] = socket().sent;
  answer({ id: b?.['id'], ok: { now: 1 } });
  clock.advance(1_000);
  answer({ id: a?.['id'], ok: { now: 1 } });
  expect(outcomes).toEqual(['b ok', 'a timeout']);
});

test('nothing is left after a stop, from every state', () => {
  for (const reach of [
    () => {},
    ({ connection }: ReturnType<typeof setUp>) => connection.start(),
    ({ connection, socket }: ReturnType<typeof setUp>) => {
      connection.start();
      socket().events.opened();
    },
    ({ connection, goOnline }: ReturnType<typeof setUp>) => {
      connection.start();
      goOnline();
      connection.request('ping', {}, () => {});
    },
    ({ connection, socket }: ReturnType<typeof setUp>) => {
      connection.start();
      socket().events.closed(1006, '');
    },
  ]) {
    const all = setUp();
    reach(all);
    all.connection.stop();
    expect(all.clock.pendingTimers).toBe(0);
    expect(
      all.sockets.every(({ closed }) => closed || all.states.includes('waiting: disconnected')),
    ).toBe(true);
  }
});
