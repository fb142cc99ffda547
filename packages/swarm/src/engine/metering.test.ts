import { afterEach, beforeEach, expect, test } from 'bun:test';
import { SeededRandom, until } from '@eagre/testkit';
import { messageId } from '../device/message-id.ts';
import { FakeServer } from '../device/test/fake-server.ts';
import { decoded, type TimerName } from './meter.ts';
import { nowMs } from './now.ts';
import { Population } from './population.ts';
import { TestLoad } from './test/test-load.ts';

let server: FakeServer;
let load: TestLoad;
let population: Population;

beforeEach(() => {
  server = new FakeServer();
  load = new TestLoad(server, new SeededRandom(1));
  const queue = { queue: 'group:a', epoch: 1, head: 0, from: 0, items: [], mode: 'read' };
  server.on('connect', () => ({ ok: { queues: [queue], dropped: [] } }));
});

afterEach(async () => {
  await population.close();
  await server.stop();
});

async function people(count: number): Promise<void> {
  const users = Array.from({ length: count }, (_user, i) => `u${i}`);
  population = new Population(load, users);
  await population.connect();
}

let serial = 0;

function message(from: string, dueMs: number) {
  serial += 1;
  const clientId = messageId(from, serial, dueMs);
  return { type: 'message', from, at: 1, kind: 'text', body: {}, clientId };
}

function timed(name: TimerName): { count: number; maxMs: number } {
  const encoded = load.meter.take().timers[name];
  const histogram = encoded === undefined ? undefined : decoded(encoded);
  return { count: histogram?.totalCount ?? 0, maxMs: (histogram?.maxValue ?? 0) / 1000 };
}

test('one device of eight is timed, from when a message was due; its own messages are not', async () => {
  await people(24);
  const dueMs = nowMs();
  await Bun.sleep(20);
  const items = [message('x', dueMs), message('u0', dueMs), { ...message('x', 0), clientId: 'y' }];
  server.push({ push: 'entries', queue: 'group:a', epoch: 1, first: 1, items });
  await until(() => load.fleet.entries === 72, { what: 'all entries' });
  // The first eight, and two more of the others: u0 has one message less.
  const { count, maxMs } = timed('entries');
  expect(count).toBe(10 * 2 - 1);
  expect(maxMs).toBeGreaterThanOrEqual(20);
});

test('what was due before the measurement, or before the device was there, is not timed', async () => {
  const earlyMs = nowMs();
  await Bun.sleep(2);
  await people(1);
  const dueMs = nowMs();
  const push = (first: number, ...items: unknown[]) =>
    server.push({ push: 'entries', queue: 'group:a', epoch: 1, first, items });
  push(1, message('x', earlyMs), message('x', dueMs));
  await until(() => load.fleet.entries === 2, { what: 'both' });
  expect(timed('entries').count).toBe(1);
  load.meter.timesFromMs = dueMs + 1;
  push(3, message('x', dueMs), message('x', dueMs + 2));
  await until(() => load.fleet.entries === 4, { what: 'two more' });
  expect(timed('entries').count).toBe(1);
});

test('in rooms a few seats of each are timed, in chat and in the log', async () => {
  await people(80);
  for (const device of population.devices) await population.enter(device, 'room:a');
  const dueMs = nowMs();
  const chat = ['x', 'u0'].map((from) => ({ ...message(from, dueMs), id: '' }));
  for (const one of chat) one.id = one.clientId;
  const entries = [message('x', dueMs)];
  const frame = { push: 'room', room: 'room:a', at: 5, epoch: 1, head: 1, first: 1, entries, chat };
  server.push(frame);
  server.push({ push: 'room', room: 'room:a', at: 6, epoch: 1, head: 1, first: 1, entries });
  await until(() => load.fleet.roomPushes === 160, { what: 'all frames' });
  const { timers, counters, gauges } = load.meter.take();
  // The first eight and the sixty-fifth; the log's entry once, though two frames carried it.
  expect(decoded(timers.chat ?? '').totalCount).toBe(9 * 2 - 1);
  expect(decoded(timers.reliable ?? '').totalCount).toBe(9);
  const { chat: chats, reliable, frames, entries: none = 0 } = counters;
  expect({ chats, reliable, frames, none }).toEqual({
    ...{ chats: 160, reliable: 80, frames: 160, none: 0 },
  });
  expect(Number(counters.bytes)).toBeGreaterThan(160 * 100);
  expect(gauges).toEqual({ online: 80, inRooms: 80 });
  expect(load.meter.take().counters).toEqual({});
});
