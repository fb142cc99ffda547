import { afterEach, beforeEach, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { Device } from './device.ts';
import { Fleet } from './fleet.ts';
import { FakeServer, refusal } from './test/fake-server.ts';

let server: FakeServer;
let fleet: Fleet;
let handed: string[];

beforeEach(() => {
  server = new FakeServer();
  fleet = new Fleet(server);
  handed = [];
  const note: Fleet['onDelivered'] = (_device, { messages }, from) => {
    for (const { conversation, syncId } of messages.slice(from)) {
      handed.push(`${conversation.slice(-1)}${syncId}`);
    }
  };
  fleet.onDelivered = note;
  fleet.onReliable = note;
});

afterEach(async () => {
  fleet.closing = true;
  await server.stop();
});

const message = (clientId: string) => ({
  ...{ type: 'message', from: 'x', at: 1, kind: 'text', body: { text: '' } },
  clientId,
});
const messages = (first: number, last: number) =>
  Array.from({ length: last - first + 1 }, (_message, i) => message(`m${first + i}`));
const copy = (syncId: number, conversation = 'group:a') => ({
  ...{ conversation, epoch: 1, syncId, type: 'copy' },
  entry: message(`m${syncId}`),
});
const control = (type: string, syncId: number, mode?: string) => ({
  ...{ conversation: 'group:a', epoch: 1, syncId, type, at: 1, by: 'x' },
  ...(mode === undefined ? {} : { mode, priority: 'normal' }),
});
const own = (from: number, items: unknown[] = [], head = from + items.length) => ({
  ...{ queue: 'user:u', epoch: 1, head, from, items, priority: 'high' },
});
const group = (from: number, items: unknown[] = [], mode = 'read', head = from + items.length) => ({
  ...{ queue: 'group:a', epoch: 1, head, from, items, priority: 'normal', mode },
});

function list(...queues: unknown[]): void {
  server.on('connect', () => ({ ok: { queues, dropped: [] } }));
}

/** What is stored in the queue of the group; a pull gives it, `most` entries at a time. */
function stores(items: unknown[], most = 100): void {
  server.on('pull', ({ ranges }) => ({
    ok: {
      ranges: (ranges as { queue: string; from: number }[]).map(({ queue, from }) => {
        return { queue, epoch: 1, head: items.length, from, items: items.slice(from, from + most) };
      }),
    },
  }));
}

const push = (queue: string, first: number, ...items: unknown[]) =>
  server.push({ push: 'entries', queue, epoch: 1, first, items });

async function connected(...queues: unknown[]): Promise<Device> {
  list(...queues);
  return (await Device.connect(fleet, { user: 'u', token: 't' })).device;
}

test('it names its positions, and takes on what was missed: once, and on to the head', async () => {
  const device = await connected(own(4), group(7));
  push('group:a', 8, message('m8'));
  await until(() => handed.length === 1, { what: 'the push' });
  device.terminate();
  stores(messages(1, 14), 2);
  list(own(4, [copy(1, 'group:b')]), group(7, messages(8, 10), 'read', 14));
  await device.reconnect();
  await until(() => device.isUpToDate, { what: 'the rest' });
  expect(server.asked('connect')[1]?.['positions']).toEqual([
    ['user:u', 1, 4],
    ['group:a', 1, 8],
  ]);
  expect(handed).toEqual(['a8', 'a9', 'a10', 'b1', 'a11', 'a12', 'a13', 'a14']);
  expect([fleet.ledger.faults, device.received, fleet.online]).toEqual([[], 8, 1]);
});

test('a group that is joined is followed, though its queue was pushed before it was told', async () => {
  const device = await connected(own(0));
  stores(messages(1, 5));
  push('group:a', 4, message('m4'));
  push('user:u', 1, control('joined', 2, 'read'));
  await until(() => handed.length === 3, { what: 'what came after the joining' });
  push('group:a', 6, message('m6'));
  await until(() => handed.length === 4, { what: 'the push' });
  push('user:u', 2, control('left', 6));
  push('group:a', 7, message('m7'));
  push('user:u', 3, copy(1, 'group:b'));
  await until(() => handed.includes('b1'), { what: 'the last push' });
  expect(handed).toEqual(['a3', 'a4', 'a5', 'a6', 'b1']);
  expect([device.isUpToDate, device.positions()]).toEqual([true, [['user:u', 1, 3]]]);
});

test('copies behind a queue that is not read to its end yet come from the queue', async () => {
  const device = await connected(own(0), group(2));
  stores(messages(1, 6));
  push('user:u', 1, control('mode', 4, 'write'), copy(5), copy(6), copy(1, 'group:b'));
  await until(() => device.isUpToDate && handed.length === 5, { what: 'all' });
  expect(handed).toEqual(['b1', 'a3', 'a4', 'a5', 'a6']);
  push('user:u', 5, copy(7), copy(8));
  push('user:u', 7, control('mode', 8, 'read'));
  push('group:a', 9, message('m9'));
  await until(() => handed.length === 8, { what: 'copies, then the queue again' });
  expect(handed.slice(5)).toEqual(['a7', 'a8', 'a9']);
  expect([fleet.ledger.faults, fleet.pulls]).toEqual([[], 1]);
});

test('copies before a change of the mode are handed over, in the frame that tells of it', async () => {
  await connected(own(0));
  push('user:u', 1, copy(1), copy(2), control('mode', 2, 'read'));
  push('group:a', 3, message('m3'));
  await until(() => handed.length === 3, { what: 'all' });
  expect(handed).toEqual(['a1', 'a2', 'a3']);
});

test('a mode that came and went while it was away costs nothing and doubles nothing', async () => {
  const device = await connected(own(0));
  push('user:u', 1, copy(1), copy(2));
  await until(() => handed.length === 2, { what: 'copies' });
  device.terminate();
  stores(messages(1, 6));
  const missed = [control('mode', 2, 'read'), control('mode', 5, 'write'), copy(6)];
  list(own(2, missed));
  await device.reconnect();
  await until(() => device.isUpToDate, { what: 'the stretch in between' });
  expect(handed).toEqual(['a1', 'a2', 'a3', 'a4', 'a5', 'a6']);
  push('user:u', 6, copy(7), copy(8));
  await until(() => handed.length === 8, { what: 'more copies' });
  device.terminate();
  list(own(7), group(0, messages(1, 10)));
  await device.reconnect();
  expect(server.asked('connect')[2]?.['positions']).toEqual([['user:u', 1, 7]]);
  expect(handed.slice(6)).toEqual(['a7', 'a8', 'a9', 'a10']);
  expect(fleet.ledger.faults).toEqual([]);
});

test('a stay that ended, and another one that began, while it was away', async () => {
  const device = await connected(own(0), group(3));
  device.terminate();
  list(own(0, [control('left', 4), control('joined', 7, 'read')]), group(3, messages(4, 9)));
  await device.reconnect();
  expect(handed).toEqual(['a8', 'a9']);
  expect([...(device.order?.tallies() ?? [])].map(({ base, count }) => [base, count])).toEqual([
    [7, 2],
  ]);
});

test('entries that are gone, and a list that goes on elsewhere without a word, are faults', async () => {
  const device = await connected(own(0), group(3));
  device.terminate();
  list(own(0), { ...group(6, messages(7, 7)), gap: 'trimmed' });
  await device.reconnect();
  device.terminate();
  list(own(2), group(7));
  await device.reconnect();
  expect(handed).toEqual(['a7']);
  expect(fleet.ledger.faults).toEqual([
    'u: gap in group:a (trimmed): after 1/3 comes 1/7',
    'u: gap in user:u (without a word): after 1/0 comes 1/3',
  ]);
});

test('it is back in its rooms, from its place in their logs, before it is ready', async () => {
  const device = await connected(own(0));
  await device.enter('room:a');
  server.push({
    push: 'room',
    room: 'room:a',
    at: 1,
    epoch: 1,
    head: 1,
    first: 1,
    entries: [message('r1')],
  });
  await until(() => handed.length === 1, { what: 'the frame' });
  device.terminate();
  expect([device.isReady, fleet.inRooms, device.seat?.isInside]).toEqual([false, 0, false]);
  server.on('room.enter', ({ room }) => {
    const entries = [message('r2'), message('r3')];
    return { ok: { room, epoch: 1, head: 3, from: 1, entries, ticket: 't', now: 2 } };
  });
  await device.reconnect();
  const [first, second] = server.asked('room.enter');
  expect([first?.['position'], second?.['position']]).toEqual([undefined, { epoch: 1, syncId: 1 }]);
  expect(Number(second?.['gen'])).toBeGreaterThan(Number(first?.['gen']));
  expect([handed, fleet.inRooms]).toEqual([['a1', 'a2', 'a3'], 1]);
});

test('a pull that was put off ends with its connection, the next one asks at once', async () => {
  const device = await connected(own(0));
  await device.enter('room:a');
  server.on('pull', () => refusal('overloaded', 'later', { retryAfterMs: 60_000 }));
  server.push({ push: 'room', room: 'room:a', at: 1, epoch: 1, head: 2 });
  await until(() => server.asked('pull').length === 1, { what: 'the first pull' });
  await device.request({ cmd: 'ping' });
  device.terminate();
  stores(messages(1, 2));
  await device.reconnect();
  await until(() => handed.length === 2, { what: 'the log' });
  expect(fleet.ledger.faults).toEqual([]);
});

test('a room that is closed meanwhile is left; a room state that puts it out, too', async () => {
  const device = await connected(own(0));
  await device.enter('room:a');
  await device.enter('room:b');
  server.push({ push: 'room.state', room: 'room:b', state: 'closed' });
  await until(() => fleet.inRooms === 1, { what: 'one room' });
  device.terminate();
  server.on('room.enter', () => ({
    error: { code: 'room_closed', message: 'over', temporary: false },
  }));
  await device.reconnect();
  expect([[...device.seats()], device.isReady]).toEqual([[], true]);
});

test('a close of its own is no loss; others are told with their code', async () => {
  const device = await connected(own(0));
  const lost: unknown[] = [];
  fleet.onLost = (_device, code) => lost.push(code);
  device.close();
  await until(() => !device.isOpen, { what: 'the goodbye' });
  await device.reconnect();
  device.terminate();
  expect([device.isOpen, fleet.online]).toEqual([false, 0]);
  await device.reconnect();
  device.cut('dead');
  expect(lost).toEqual([1006]);
  await device.reconnect();
  server.close(4001);
  await until(() => lost.length === 2, { what: 'the loss' });
  expect([lost, fleet.online]).toEqual([[1006, 4001], 0]);
});
