import { expect, test } from 'bun:test';
import type { Device } from '@eagre/swarm/device/device';
import { entriesFrame } from '@eagre/swarm/device/entries-frame';
import { Ledger } from '@eagre/swarm/device/ledger';
import { dropsByReason, RoomsApi } from '@eagre/swarm/target/rooms-api';
import { ReliableSender } from './reliable-sender.ts';
import { checkBooks, checkReliable, faultVerdict } from './verdicts.ts';

const room = 'room:a';

function sender(...ids: string[]): ReliableSender {
  const one = new ReliableSender(new RoomsApi('http://127.0.0.1:1', ''), room);
  one.acked = ids.length;
  one.places.push('', ...ids);
  return one;
}

function check(seen: string[], received: number[], sent: ReliableSender) {
  const ledger = new Ledger();
  const items = seen.map((clientId) => {
    return { type: 'message', from: 'x', at: 1, kind: 'text', body: {}, clientId };
  });
  ledger.check(entriesFrame(room, 1, 1, items as never));
  const devices = received.map((count) => ({ received: count }) as Device);
  return checkReliable(room, devices, ledger, sent, 'room');
}

test('what each device has is compared with what the sender was told', () => {
  expect(check(['r0', 'r1'], [2, 2], sender('r0', 'r1'))).toMatchObject({
    lost: 0,
    reordered: 0,
    verdict: { ok: true },
  });
  expect(check(['r0', 'r1'], [2, 0], sender('r0', 'r1'))).toMatchObject({
    lost: 2,
    verdict: { ok: false },
  });
  expect(check(['r1', 'r0'], [2, 2], sender('r0', 'r1'))).toMatchObject({
    reordered: 2,
    verdict: { ok: false },
  });
  expect(check(['r0'], [2], sender('r0')).verdict).toMatchObject({ ok: false });
});

test('a reliable send that failed and a fault of a device are told', () => {
  const failed = sender('r0');
  failed.failures.push('answered 503');
  expect(check(['r0'], [1], failed).verdict).toMatchObject({ ok: false });
  expect(check(['r0'], [1], failed).verdict.text).toContain('answered 503');
  const ledger = new Ledger();
  expect(faultVerdict(ledger, 'room').ok).toBe(true);
  ledger.fault('u1: lost');
  expect(faultVerdict(ledger, 'room')).toMatchObject({ ok: false });
});

test('drops are named by reason and rank', () => {
  const dropped = { display_cap: { viewer: 3, follower: 1 }, buffer_full: {} };
  expect([...dropsByReason(dropped)]).toEqual([
    ['display_cap viewer', 3],
    ['display_cap follower', 1],
  ]);
});

test('what was taken in must have been shown, or be in the books', () => {
  const stats = (dropped: Record<string, unknown>) => ({
    chat: { offered: 10, refused: 0, dropped },
    reliable: { delivered: 0, retried: 0, carried: 0, pulled: 0 },
  });
  const sent = { acked: 10, refused: 2 };
  const books = checkBooks(sent, 6, [stats({ display_cap: { viewer: 3, gift: 1 } })], 'room');
  expect(books).toMatchObject({ dropped: 4, verdict: { ok: true } });
  expect(books.verdict.text).toBe(
    'room: of 10 taken in 6 shown, dropped 3 by display_cap viewer, 1 by display_cap gift, 2 more refused',
  );
  expect(checkBooks(sent, 6, [stats({})], 'room').verdict.ok).toBe(false);
  expect(checkBooks(sent, 11, [stats({})], 'room').verdict.ok).toBe(false);
});

test('of two nodes each must have shown it, or one of them have it in its books', () => {
  const stats = (viewer: number) => ({
    chat: { offered: 5, refused: 0, dropped: { buffer_full: { viewer } } },
    reliable: { delivered: 0, retried: 0, carried: 0, pulled: 0 },
  });
  const isOk = (shown: number, ...dropped: number[]) =>
    checkBooks({ acked: 10, refused: 0 }, shown, dropped.map(stats), 'room').verdict.ok;
  expect([isOk(20, 0, 0), isOk(19, 0, 0), isOk(21, 0, 0)]).toEqual([true, false, false]);
  // Two that one node left out: at its own devices, or before it told the other.
  expect([isOk(18, 2, 0), isOk(16, 0, 2), isOk(15, 1, 1), isOk(19, 1, 1)]).toEqual([
    true,
    true,
    false,
    false,
  ]);
});
