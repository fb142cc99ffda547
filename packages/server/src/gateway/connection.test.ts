import { expect, test } from 'bun:test';
import { closeTable, type QueueId, wireError, wireLimits } from '@eagre/protocol';
import { gatewayFixture, identity } from './test/gateway-fixture.ts';

const queue = 'group:a' as QueueId;

test('a fresh connection may connect only, and only once', () => {
  const { requests, open } = gatewayFixture();
  const { socket, connection, say } = open();
  say({ id: 1, cmd: 'send' });
  expect(socket.take()).toMatchObject([{ id: 1, error: { code: 'not_connected' } }]);
  say({ id: 2, cmd: 'connect' });
  expect(connection.state).toBe('connecting');
  say({ id: 3, cmd: 'connect' });
  say({ id: 4, cmd: 'ping' });
  expect(socket.take()).toMatchObject([
    { id: 3, error: { code: 'already_connected' } },
    { id: 4, error: { code: 'not_connected' } },
  ]);
  expect(requests.map(({ request }) => request.id)).toEqual([2]);
});

test('a connect that fails before the device entered may be tried again', () => {
  const { open } = gatewayFixture();
  const { connection, say } = open();
  say({ id: 1, cmd: 'connect' });
  connection.fail(1, wireError('overloaded', 'later'));
  expect(connection.state).toBe('fresh');
});

test('a connect that fails after the device entered closes, and nothing of it is left', () => {
  const { clock, gateway, open } = gatewayFixture();
  const { socket, connection, say } = open();
  say({ id: 1, cmd: 'connect' });
  gateway.enter(connection, identity(clock, 'alice', 'phone'));
  connection.fail(1, wireError('store_unavailable', 'later'));
  expect(socket.closedWith).toBe(closeTable.internal.code);
  expect(gateway.registry.size).toBe(0);
  expect(gateway.connections).toBe(0);
});

test.each([
  ['no JSON', '{"id":1', 'malformed_frame'],
  ['an array', '[1]', 'malformed_frame'],
  ['null', 'null', 'malformed_frame'],
  ['no id', '{"cmd":"ping"}', 'malformed_frame'],
  ['a negative id', '{"id":-1,"cmd":"ping"}', 'malformed_frame'],
  ['an id that is no integer', '{"id":1.5,"cmd":"ping"}', 'malformed_frame'],
  ['an id past what numbers hold', '{"id":9007199254740993,"cmd":"ping"}', 'malformed_frame'],
  ['deep nesting', `{"id":1,"a":${'['.repeat(40)}${']'.repeat(40)}}`, 'malformed_frame'],
  ['a large frame', `{"id":1,"a":"${'x'.repeat(wireLimits.frameBytes)}"}`, 'frame_too_large'],
  ['large in bytes', `{"id":1,"a":"${'汉'.repeat(wireLimits.frameBytes / 2)}"}`, 'frame_too_large'],
] as const)('%s closes', (_name, frame, close) => {
  const { online } = gatewayFixture();
  const { socket, say } = online();
  say(frame);
  expect(socket.closedWith).toBe(closeTable[close].code);
});

test('a binary frame closes', () => {
  const { online } = gatewayFixture();
  const { socket, connection } = online();
  connection.message(new Uint8Array([1, 2, 3]));
  expect(socket.closedWith).toBe(closeTable.malformed_frame.code);
});

test('brackets inside texts are no nesting, and the first frame may be larger', () => {
  const { requests, open } = gatewayFixture();
  const { socket, say } = open();
  say({
    id: 1,
    cmd: 'connect',
    a: `\\"${'[{'.repeat(1000)}`,
    b: 'x'.repeat(wireLimits.frameBytes),
  });
  expect(socket.closedWith).toBeUndefined();
  expect(requests).toHaveLength(1);
});

test('a cmd that is no text is answered with the field', () => {
  const { online } = gatewayFixture();
  const { socket, say } = online();
  say({ id: 7, cmd: 5 });
  expect(socket.take()).toMatchObject([
    { id: 7, error: { code: 'invalid_argument', field: 'cmd' } },
  ]);
});

test('commands in flight are bounded, and an answer makes room', () => {
  const { requests, online } = gatewayFixture({ commandsInFlight: 2 });
  const { socket, connection, say } = online();
  requests.length = 0;
  for (const id of [1, 2, 3]) say({ id, cmd: 'ping' });
  expect(socket.take()).toMatchObject([
    { id: 3, error: { code: 'rate_limited', temporary: true, retryAfterMs: 1000 } },
  ]);
  connection.answer(1, '{}');
  connection.answer(1, '{}');
  say({ id: 4, cmd: 'ping' });
  expect(requests.map(({ request }) => request.id)).toEqual([1, 2, 4]);
  expect(socket.take()).toEqual([{ id: 1, ok: {} }]);
});

test('a handler that throws or rejects is answered with internal and reported', async () => {
  const reported: unknown[] = [];
  const { clock, gateway, open } = gatewayFixture(
    {},
    {
      report: (error) => reported.push(error),
      dispatch: (connection, { id, cmd }) => {
        if (cmd === 'connect') {
          gateway.enter(connection, identity(clock, 'alice', 'phone'));
          connection.answer(id, '{}');
          connection.uncork(new Map());
        } else if (cmd === 'throw') throw new Error('thrown');
        return cmd === 'reject' ? Promise.reject(new Error('rejected')) : undefined;
      },
    },
  );
  const { socket, connection, say } = open();
  say({ id: 0, cmd: 'connect' });
  socket.take();
  say({ id: 1, cmd: 'throw' });
  say({ id: 2, cmd: 'reject' });
  await clock.advance(0);
  expect(socket.take()).toMatchObject([
    { id: 1, error: { code: 'internal' } },
    { id: 2, error: { code: 'internal' } },
  ]);
  expect(reported).toHaveLength(2);
  expect(connection.inFlight).toBe(0);
});

test('corked: entries are noted, ephemeral frames dropped, answers pass; then one head push', () => {
  const { clock, gateway, open } = gatewayFixture();
  const { socket, connection, say } = open();
  say({ id: 1, cmd: 'connect' });
  gateway.enter(connection, identity(clock, 'alice', 'phone'));
  connection.cork();
  connection.entries('a', queue, 1, 5, 'normal');
  connection.entries('b', queue, 1, 7, 'normal');
  connection.entries('c', 'user:alice' as QueueId, 1, 3, 'normal');
  connection.ephemeral('typing');
  connection.answer(1, '{}');
  connection.uncork(new Map([['user:alice' as QueueId, 3]]));
  expect(socket.take()).toEqual([
    { id: 1, ok: {} },
    { push: 'head', heads: [[queue, 1, 7]] },
  ]);
  expect(connection.state).toBe('online');
  expect(gateway.counters.drops).toMatchObject({ entries_corked: 3, ephemeral_corked: 1 });
});

test('refusals in a row close as flood; an answer in between forgives', () => {
  const { online } = gatewayFixture({ refusalsBeforeClose: 2 });
  const { socket, connection, say } = online();
  const refuse = (id: number) => {
    say({ id, cmd: 'send' });
    connection.fail(id, wireError('rate_limited', 'slower', { retryAfterMs: 5 }));
  };
  refuse(1);
  refuse(2);
  say({ id: 3, cmd: 'ping' });
  connection.answer(3, '{}');
  refuse(4);
  refuse(5);
  expect(socket.closedWith).toBeUndefined();
  refuse(6);
  expect(socket.closedWith).toBe(closeTable.flood.code);
});

test('onClosed runs once, whoever closes, and at once when it is too late', () => {
  const { online, closed } = gatewayFixture();
  const { connection } = online();
  const calls: string[] = [];
  connection.onClosed(() => calls.push('first'));
  connection.onClosed(() => calls.push('second'));
  connection.closeWith('kicked');
  connection.closed(1000, '');
  connection.onClosed(() => calls.push('late'));
  expect(calls).toEqual(['first', 'second', 'late']);
  expect(closed).toEqual([connection]);
});
