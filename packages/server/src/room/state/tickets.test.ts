import { expect, test } from 'bun:test';
import { randomBytes } from 'node:crypto';
import {
  type AppId,
  type DeviceId,
  encodeSpreadToken,
  type RoomMessageEntry,
  spreadDelayMs,
} from '@eagre/protocol';
import { app, room, Station, user } from './test/station.ts';
import { momentOf, Tickets } from './tickets.ts';

const ann = user('ann');
const phone = 'phone' as DeviceId;
const about = { room: 'room:show', epoch: 3, syncId: 9, user: 'ann', device: 'phone' };

function newTickets(station: Station, node = 'n'): Tickets {
  return new Tickets({ ...station.use(node), randomBytes });
}

async function ticket(tickets: Tickets): Promise<string> {
  await tickets.ready(app);
  return tickets.ticketOf(room, ann, phone);
}

test('all nodes and starts give the same ticket, and check each other’s', async () => {
  const station = new Station();
  const nodes = ['n1', 'n2', 'n3'].map((node) => newTickets(station, node));
  const given = await Promise.all(nodes.map(ticket));
  const later = newTickets(station);
  given.push(await ticket(later));
  expect(new Set(given).size).toBe(1);
  expect(given[0]).toMatch(/^[A-Za-z0-9_-]{16}$/);
  const token = encodeSpreadToken({ ...about, ticket: given[0] as string });
  expect(await newTickets(station).verify(app, token)).toEqual({ ok: true, ...about });
});

test('the secret is read once, however many ask, and apps have their own', async () => {
  const station = new Station();
  const tickets = newTickets(station);
  await Promise.all(Array.from({ length: 20 }, () => tickets.ready(app)));
  expect(station.reads.length).toBe(1);
  await tickets.ready('other' as AppId);
  const elsewhere = tickets.ticketOf(room.replace('shop', 'other') as never, ann, phone);
  expect(elsewhere).not.toBe(await ticket(tickets));
});

test('a ticket is of one room, user and device', async () => {
  const tickets = newTickets(new Station());
  const own = await ticket(tickets);
  const changes = [
    { room: 'room:other' },
    { user: 'bob' },
    { device: 'pad' },
    { ticket: own.slice(1) },
    { ticket: '' },
    { ticket: `${own}A` },
  ];
  for (const change of changes) {
    const token = encodeSpreadToken({ ...about, ticket: own, ...change });
    expect(await tickets.verify(app, token)).toMatchObject({ ok: false });
  }
  // The place of the command is not under the ticket: the backend looks the entry up.
  const token = encodeSpreadToken({ ...about, ticket: own, syncId: 10 });
  expect(await tickets.verify(app, token)).toMatchObject({ ok: true, syncId: 10 });
});

test('what is no token is told so', async () => {
  const tickets = newTickets(new Station());
  for (const text of ['', 'a b c', 'room:show x 9 ann phone t', 'r 1 2 u d t more']) {
    expect(await tickets.verify(app, text)).toEqual({ ok: false, reason: 'no token' });
  }
});

test('a store that fails is asked again', async () => {
  const station = new Station();
  const tickets = newTickets(station);
  station.fault = () => 'lost';
  await expect(tickets.ready(app)).rejects.toThrow('no answer');
  expect(() => tickets.ticketOf(room, ann, phone)).toThrow('not ready');
  station.fault = () => undefined;
  expect(await ticket(tickets)).toBe(await ticket(newTickets(station)));
});

test('the moment of a device follows from the entry', () => {
  const entry = { type: 'message', at: 5000, from: ann, kind: 'text', body: {} };
  const spread = { ...entry, spreadMs: 10_000 } as RoomMessageEntry;
  expect(momentOf(spread, about)).toBe(5000 + spreadDelayMs(about, about, 10_000));
  expect(momentOf(entry as RoomMessageEntry, about)).toBeUndefined();
});
