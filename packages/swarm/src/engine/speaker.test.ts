import { afterEach, beforeEach, expect, test } from 'bun:test';
import { SeededRandom, until } from '@eagre/testkit';
import type { Device } from '../device/device.ts';
import { FakeServer, refusal } from '../device/test/fake-server.ts';
import { RoomsApi } from '../target/rooms-api.ts';
import { nowMs } from './now.ts';
import { Population } from './population.ts';
import { Speaker } from './speaker.ts';
import { TestLoad } from './test/test-load.ts';

let server: FakeServer;
let load: TestLoad;
let population: Population;
let device: Device;
let speaker: Speaker;
/** Stored by `clientId`, as a server does it. */
let stored: string[];

const group = 'group:a';
const text = { kind: 'text', body: { text: 'x' } };

beforeEach(async () => {
  server = new FakeServer();
  stored = [];
  server.on('send', ({ clientId }) => store(clientId));
  load = new TestLoad(server, new SeededRandom(1));
  population = new Population(load, ['u0']);
  await population.connect();
  device = population.devices[0] as Device;
  speaker = new Speaker(load, { mostUnanswered: 4 });
});

afterEach(async () => {
  await population.close();
  await server.stop();
});

function store(clientId: unknown) {
  const at = stored.indexOf(String(clientId));
  if (at < 0) stored.push(String(clientId));
  return { ok: { conversation: group, epoch: 1, syncId: at < 0 ? stored.length : at + 1, at: 1 } };
}

/** The first so many requests of a command have this answer. */
function first(count: number, cmd: string, answer: Parameters<FakeServer['on']>[1]): void {
  let left = count;
  server.on(cmd, (request, socket) => {
    left -= 1;
    return left >= 0 ? answer(request, socket) : store(request['clientId']);
  });
}

const ids = (cmd = 'send') => server.asked(cmd).map(({ clientId }) => String(clientId));
const book = (conversation = group) => {
  const { sent, acked, refused, unknown } = load.books.conversations.get(conversation) ?? {};
  return { sent, acked, refused, unknown };
};

test('one that is refused for a while goes again under its id, and the next waits for it', async () => {
  first(2, 'send', () => refusal('overloaded', 'wait', { retryAfterMs: 5 }));
  for (let i = 0; i < 3; i += 1) speaker.send(device, group, text, nowMs());
  await speaker.settled();
  const [a, b, c] = stored;
  expect(ids()).toEqual([a, a, a, b, c] as string[]);
  expect(book()).toEqual({ sent: 3, acked: 3, refused: 0, unknown: 0 });
  expect([load.count('sent'), load.count('acked'), load.count('retried')]).toEqual([3, 3, 2]);
});

test('one whose answer was lost goes again after the reconnect, and counts once', async () => {
  first(1, 'send', ({ clientId }, socket) => {
    store(clientId);
    socket.close(4001);
    return undefined;
  });
  speaker.send(device, group, text, nowMs());
  speaker.send(device, group, text, nowMs());
  await speaker.settled();
  expect([ids()[0], ids().length]).toEqual([ids()[1] as string, 3]);
  expect([stored.length, book()]).toEqual([2, { sent: 2, acked: 2, refused: 0, unknown: 0 }]);
});

test('refused for good: never stored, unless an attempt before may have been', async () => {
  server.on('send', () => refusal('forbidden', 'no'));
  speaker.send(device, group, text, nowMs());
  await speaker.settled();
  expect(book()).toEqual({ sent: 1, acked: 0, refused: 1, unknown: 0 });
  for (const [i, code] of (['draining', 'store_unavailable', 'rate_limited'] as const).entries()) {
    const conversation = `group:${i}`;
    let tries = 0;
    server.on('send', () => {
      tries += 1;
      return tries === 1 ? refusal(code, '', { retryAfterMs: 1 }) : refusal('not_member', 'no');
    });
    speaker.send(device, conversation, text, nowMs());
    await speaker.settled();
    const isKnown = code === 'rate_limited' ? 1 : 0;
    expect(book(conversation)).toEqual({
      sent: 1,
      acked: 0,
      refused: isKnown,
      unknown: 1 - isKnown,
    });
  }
});

test('what is too much is refused by the tool itself, and in the books', async () => {
  server.on('send', () => undefined);
  for (let i = 0; i < 7; i += 1) speaker.send(device, group, text, nowMs());
  expect([book(), speaker.unanswered]).toEqual([{ sent: 7, acked: 0, refused: 3, unknown: 0 }, 4]);
  await speaker.settled(30);
  // One was on its way; the others never left.
  expect([book(), speaker.unanswered]).toEqual([{ sent: 7, acked: 0, refused: 6, unknown: 1 }, 0]);
  expect([load.count('sent'), load.count('refused')]).toEqual([1, 6]);
});

test('lateness is the time that the tool itself let pass, the acknowledgement that of all', async () => {
  server.on('send', ({ id, clientId }, socket) => {
    setTimeout(() => socket.send(JSON.stringify({ id, ...store(clientId) })), 60);
    return undefined;
  });
  for (let i = 0; i < 3; i += 1) speaker.send(device, group, text, nowMs());
  await speaker.settled();
  const { timers } = load.meter.take();
  const { decoded } = await import('./meter.ts');
  const late = decoded(timers.late ?? '');
  const ack = decoded(timers.ack ?? '');
  expect([late.totalCount, ack.totalCount]).toEqual([3, 3]);
  expect(late.maxValue).toBeLessThan(50_000);
  expect(ack.maxValue).toBeGreaterThan(150_000);
});

test('chat is said once: taken, refused, or lost with the connection', async () => {
  const room = 'room:a';
  const chat = () => {
    const { chatSent, chatAcked, chatRefused, chatUnknown } = load.books.rooms.get(room) ?? {};
    return [chatSent, chatAcked, chatRefused, chatUnknown];
  };
  speaker.chat(device, room, 'one', nowMs());
  await speaker.settled();
  server.on('room.send', () => refusal('rate_limited', 'no', { retryAfterMs: 1 }));
  speaker.chat(device, room, 'two', nowMs());
  await speaker.settled();
  expect(chat()).toEqual([2, 1, 1, 0]);
  server.on('room.send', () => refusal('draining', 'perhaps'));
  speaker.chat(device, room, 'three', nowMs());
  await speaker.settled();
  server.on('room.send', () => undefined);
  speaker.chat(device, room, 'four', nowMs());
  await until(() => server.asked('room.send').length === 4, { what: 'the fourth' });
  server.close(4001);
  await until(() => !device.isReady, { what: 'the loss' });
  speaker.chat(device, room, 'five', nowMs());
  await speaker.settled();
  expect([chat(), server.asked('room.send').length]).toEqual([[5, 1, 2, 2], 4]);
});

test('taps are added up while a sum is under way, and a sum goes again under its number', async () => {
  const room = 'room:a';
  const held: (() => void)[] = [];
  server.on('room.tap', ({ id }, socket) => {
    held.push(() => socket.send(JSON.stringify({ id, ok: {} })));
    return undefined;
  });
  speaker.tap(device, room, 'like', 2);
  speaker.tap(device, room, 'like', 3);
  speaker.tap(device, room, 'gift', 1500);
  await until(() => held.length === 1, { what: 'the first sum' });
  server.close(4001);
  await until(() => held.length === 2, { what: 'the first sum again' });
  for (let i = 1; i < 4; i += 1) {
    await until(() => held.length === i + 1, { what: `sum ${i}` });
    held[i]?.();
  }
  await speaker.settled();
  const asked = server.asked('room.tap');
  expect(asked.map(({ counts }) => counts)).toEqual([
    { like: 2 },
    { like: 2 },
    { like: 3, gift: 1000 },
    { gift: 500 },
  ]);
  const seqs = asked.map(({ seq }) => Number(seq));
  expect([seqs[0] === seqs[1], Number(seqs[2]) > Number(seqs[1])]).toEqual([true, true]);
  expect(load.count('taps')).toBe(1505);
  expect(load.books.rooms.get(room)?.taps).toEqual({ like: 5, gift: 1500 });
});

test('taps without an answer are unknown, refused ones are nothing', async () => {
  server.on('room.tap', () => refusal('room_closed', 'over'));
  speaker.tap(device, 'room:a', 'like', 2);
  await speaker.settled();
  server.on('room.tap', () => undefined);
  speaker.tap(device, 'room:b', 'like', 3);
  await speaker.settled(30);
  expect(load.books.rooms.get('room:b')?.tapsUnknown).toEqual({ like: 3 });
  expect([load.books.rooms.get('room:a'), load.count('taps')]).toEqual([undefined, 0]);
});

test('reliable messages of the backend go again under their id until the API takes them', async () => {
  const seen: string[] = [];
  const http = Bun.serve({
    port: 0,
    hostname: '127.0.0.1',
    async fetch(request) {
      const { clientId } = (await request.json()) as { clientId: string };
      seen.push(clientId);
      if (seen.length === 1)
        return Response.json(refusal('store_unavailable', ''), { status: 503 });
      if (seen.length === 3) return Response.json(refusal('forbidden', 'no'), { status: 403 });
      return Response.json({ syncId: 1 });
    },
  });
  const api = new RoomsApi(`http://127.0.0.1:${http.port}`, 'k');
  speaker.reliable(api, 'room:a', text, nowMs());
  speaker.reliable(api, 'room:a', text, nowMs());
  await speaker.settled();
  expect([seen.length, seen[0] === seen[1], seen[2] === seen[1]]).toEqual([3, true, false]);
  expect(book('room:a')).toEqual({ sent: 2, acked: 1, refused: 1, unknown: 0 });
  await http.stop(true);
  speaker.reliable(api, 'room:a', text, nowMs());
  await speaker.settled(50);
  expect(book('room:a')).toEqual({ sent: 3, acked: 1, refused: 1, unknown: 1 });
});

test('an aborted run waits for answers no longer than a moment', async () => {
  server.on('send', () => undefined);
  speaker.send(device, group, text, nowMs());
  load.abort();
  const startedMs = performance.now();
  await speaker.settled();
  expect(performance.now() - startedMs).toBeLessThan(2000);
  expect(book()).toEqual({ sent: 1, acked: 0, refused: 0, unknown: 1 });
});
