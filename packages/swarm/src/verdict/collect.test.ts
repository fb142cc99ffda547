import { expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { Device } from '../device/device.ts';
import { Fleet } from '../device/fleet.ts';
import { Ledger } from '../device/ledger.ts';
import { Transcript } from '../device/transcript.ts';
import { LedgerBooks } from '../engine/ledger-books.ts';
import { collectFindings } from './collect.ts';
import { addGroup } from './collect-conversations.ts';
import { RoomFindings } from './collect-rooms.ts';
import type { SeenGroup } from './findings.ts';
import { roomFacts } from './room-facts.ts';
import { group } from './test/contexts.ts';
import { DoubleServer } from './test/double-server.ts';

test('devices that the server sent away are missing, those that the load closed are not', async () => {
  const server = new DoubleServer();
  const fleet = new Fleet(server);
  const books = new LedgerBooks(fleet);
  try {
    const users = ['a', 'b', 'c'];
    const all = await Promise.all(
      users.map((user) => Device.connect(fleet, { user, token: `double.${user}` })),
    );
    expect(collectFindings(fleet, books)).toMatchObject({ connected: 3, away: 0 });
    all[0]?.device.close();
    await until(() => all[0]?.device.isOpen === false);
    expect(collectFindings(fleet, books)).toMatchObject({ connected: 2, away: 0 });
    await server.stop();
    await until(() => all.every(({ device }) => !device.isOpen));
    expect(collectFindings(fleet, books)).toMatchObject({ connected: 0, away: 2 });
    expect(collectFindings(fleet, books).faults.close?.count ?? 0).toBe(2);
  } finally {
    fleet.closing = true;
    await server.stop();
  }
});

test('equal devices are one group, at the least of their places and the last of their times', () => {
  const groups = new Map<string, SeenGroup>();
  expect(addGroup(groups, group({ last: 5, sinceMs: 1, example: 'b' }), 2)).toBe(true);
  expect(addGroup(groups, group({ last: 3, sinceMs: 9, example: 'a', devices: 4 }), 2)).toBe(true);
  expect([...groups.values()]).toEqual([group({ last: 3, sinceMs: 9, example: 'a', devices: 5 })]);
  addGroup(groups, group({ sinceMs: null }), 2);
  expect([...groups.values()][0]?.sinceMs).toBeNull();
  expect(addGroup(groups, group({ count: 1 }), 2)).toBe(true);
  expect(addGroup(groups, group({ count: 2 }), 2)).toBe(false);
});

test('only who is connected is inside', () => {
  const ledger = new Ledger();
  const transcript = new Transcript(ledger);
  const books = new LedgerBooks({ ledger, transcript });
  const findings = new RoomFindings(books, { of: () => transcript });
  const seat = { room: 'room:a', since: 1, sinceMs: 1, chat: 0 };
  findings.add({ isOpen: true, node: '', seats: () => [seat] });
  findings.add({ isOpen: false, node: '', seats: () => [seat] });
  expect(findings.all()).toMatchObject([{ room: 'room:a', inside: 1 }]);
});

test('a count that is not right yet gets its time, and a room without books is left out', async () => {
  let asked = 0;
  const stats = async (room: string) => {
    if (room === 'room:none') throw new Error('404');
    asked += 1;
    return {
      online: { devices: asked, users: asked },
      counters: { like: 1 },
      chat: { offered: 0, refused: 4, dropped: { cap: { viewer: 2 } } },
      reliable: { delivered: 0, retried: 0, carried: 0, pulled: 0 },
    };
  };
  const rooms = [
    { room: 'room:a', inside: 3 },
    { room: 'room:none', inside: 1 },
  ];
  const ask = async (room: string) => [{ node: '', books: await stats(room) }];
  const facts = await roomFacts(ask, rooms);
  const known = { online: 3, counters: { like: 1 }, dropped: { 'cap viewer': 2 }, refused: 4 };
  expect([...facts]).toEqual([['room:a', known]]);
});

test('each node of a cluster must be right; what they did is added up', async () => {
  const late = { asked: 0 };
  const books = (devices: number, like: number, dropped: number) => ({
    online: { devices, users: devices },
    counters: { like },
    chat: { offered: 0, refused: dropped, dropped: { cap: { viewer: dropped } } },
    reliable: { delivered: 0, retried: 0, carried: 0, pulled: 0 },
  });
  const ask = async (room: string) => {
    late.asked += 1;
    const isRight = room === 'room:a' && late.asked > 3;
    return [
      { node: 'node1', books: books(3, 7, 2) },
      { node: 'node2', books: books(isRight ? 3 : 2, isRight ? 7 : 6, 5) },
    ];
  };
  const [right] = (await roomFacts(ask, [{ room: 'room:a', inside: 3 }])).values();
  expect(right).toEqual({
    ...{ online: 3, counters: { like: 7 }, dropped: { 'cap viewer': 7 }, refused: 7 },
    nodes: ['node1', 'node2'],
  });
  const [wrong] = (await roomFacts(ask, [{ room: 'room:b', inside: 3 }], 150)).values();
  expect(wrong).toMatchObject({ online: 2, unequal: ['like is 7 on node1, 6 on node2'] });
});
