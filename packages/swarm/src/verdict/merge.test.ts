import { expect, test } from 'bun:test';
import type { RoomChat, UserId } from '@eagre/protocol';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { Ledger } from '../device/ledger.ts';
import { messageId } from '../device/message-id.ts';
import { idHash, placeHash } from '../device/place-hash.ts';
import { Tally } from '../device/tally.ts';
import { Transcript } from '../device/transcript.ts';
import { LedgerBooks } from '../engine/ledger-books.ts';
import { ConversationFindings } from './collect-conversations.ts';
import { RoomFindings } from './collect-rooms.ts';
import type { Findings } from './findings.ts';
import { mergeFindings } from './merge.ts';
import { contextOf, findingsOf } from './test/contexts.ts';
import { judge } from './verdicts.ts';

const room = 'room:a';
const refusal = { code: 'forbidden', message: '', temporary: false } as const;

interface Act {
  conversation: string;
  syncId: number;
  clientId: string;
  fate: 'acked' | 'unknown' | 'refused';
}

interface Seat {
  room: string;
  since: number;
  sinceMs: number;
  chat: number;
}

interface Someone {
  user: string;
  tallies: Tally[];
  seat: Seat;
}

/** What senders did and devices saw in a whole run, before it is told in which process each was. */
interface World {
  acts: Act[];
  devices: Someone[];
  chat: string[];
  taps: number;
}

/** Some messages, and devices of which some lack one, have one twice, or came late. */
function worldOf(random: SeededRandom): World {
  const acts: Act[] = [];
  const conversations = ['group:a', 'group:b', 'group:c'].slice(0, 1 + random.int(3));
  for (const conversation of conversations) {
    const count = 1 + random.int(random.chance(0.2) ? 400 : 60);
    for (let at = 1; at <= count; at += 1) {
      const fate = random.chance(0.05) ? random.pick(['unknown', 'refused'] as const) : 'acked';
      acts.push({ conversation, syncId: at, clientId: `${conversation}-${at}`, fate });
    }
  }
  const chat = Array.from({ length: random.int(40) }, (_id, i) => messageId(`s${i % 3}`, i, 0));
  const devices = Array.from({ length: 2 + random.int(12) }, (_device, i) => {
    const since = random.chance(0.8) ? 0 : 20;
    const shown = chat.filter((_id, at) => at + 10 > since && !random.chance(0.003)).length;
    return {
      user: `u${i}`,
      tallies: conversations.map((conversation) => tallyOf(random, conversation, acts)),
      seat: { room, since, sinceMs: since === 0 ? 0 : Number.MAX_VALUE, chat: shown },
    };
  });
  return { acts, devices, chat, taps: random.int(100) };
}

function tallyOf(random: SeededRandom, conversation: string, acts: readonly Act[]): Tally {
  const base = random.chance(0.6) ? 0 : random.int(50);
  const tally = new Tally(conversation, base, false);
  for (const act of acts) {
    const isOwed = act.conversation === conversation && act.syncId > base && act.fate !== 'refused';
    if (!isOwed || random.chance(0.002)) continue;
    const id = idHash(act.clientId);
    for (let times = random.chance(0.002) ? 2 : 1; times > 0; times -= 1) {
      tally.add(1, id, placeHash(act.syncId, id));
    }
    tally.last = act.syncId;
  }
  return tally;
}

/** What `processes` processes find, with senders and devices dealt out among them. */
function findingsIn(processes: number, world: World, random: SeededRandom): Findings[] {
  const parts = Array.from({ length: processes }, () => {
    const ledger = new Ledger();
    const transcript = new Transcript(ledger);
    const devices: Someone[] = [];
    return { books: new LedgerBooks({ ledger, transcript }), transcript, devices };
  });
  const any = () => random.pick(parts);
  for (const { conversation, syncId, clientId, fate } of world.acts) {
    const { books } = any();
    books.sent(conversation);
    if (fate === 'acked') books.acked(conversation, syncId, clientId);
    else if (fate === 'refused') books.refused(conversation, clientId, refusal);
    else books.unknown(conversation, clientId);
  }
  for (const id of world.chat) {
    const { books } = any();
    books.chatSent(room);
    if (id.length % 7 === 0) books.chatUnknown(room);
    else books.chatAcked(room);
  }
  for (let i = 0; i < world.taps; i += 1) any().books.tapped(room, 'like', i);
  for (let i = 0; i < world.taps; i += 3) any().books.tapsUnknown(room, 'like', i);
  for (const device of world.devices) any().devices.push(device);
  return parts.map(({ books, transcript, devices }) => {
    const conversations = new ConversationFindings(books);
    const rooms = new RoomFindings(books, { of: () => transcript });
    const said = (id: string): RoomChat => ({ from: 's' as UserId, id, kind: 'text', body: {} });
    const from = Math.min(...devices.map(({ seat }) => seat.since));
    for (const [i, id] of world.chat.entries()) {
      if (i + 10 > from) transcript.batch(room, i + 10, [said(id)]);
    }
    for (const { user, tallies, seat } of devices) {
      conversations.add({ user, order: { sinceMs: 0, tallies: () => tallies } });
      rooms.add({ isOpen: true, node: '', seats: () => [seat] });
    }
    const all = { conversations: conversations.all(), rooms: rooms.all() };
    const found = findingsOf({ ...all, connected: devices.length, left: devices.length % 2 });
    return JSON.parse(JSON.stringify(found)) as Findings;
  });
}

test('how devices and senders are dealt out over processes makes no difference', () =>
  withSeed((random) => {
    let red = 0;
    for (let run = 0; run < 150 * testScale(); run += 1) {
      const world = worldOf(random.fork());
      const facts = {
        online: world.devices.length,
        counters: { like: 0 },
        dropped: {},
        refused: 0,
      };
      const judged = (findings: Findings) =>
        judge(contextOf({ findings, rooms: new Map([[room, facts]]) }));
      const alone = judged(mergeFindings(findingsIn(1, world, random.fork())));
      const apart = judged(mergeFindings(findingsIn(2 + random.int(4), world, random.fork())));
      expect(apart).toEqual(alone);
      red += alone.filter(({ ok, name }) => !ok && name === 'loss.reliable').length;
    }
    // Else the worlds are too good, or too bad, to tell anything.
    expect(red).toBeGreaterThan(10);
    expect(red).toBeLessThan(140 * testScale());
  }));

test('findings may be merged in any grouping', () =>
  withSeed((random) => {
    for (let run = 0; run < 30; run += 1) {
      const [a, b, c] = findingsIn(3, worldOf(random), random) as [Findings, Findings, Findings];
      const all = mergeFindings([a, b, c]);
      expect(mergeFindings([mergeFindings([a, b]), c])).toEqual(all);
      expect(mergeFindings([all])).toEqual(all);
      expect(mergeFindings([c, a, b]).conversations.map(({ seen }) => seen)).toEqual(
        all.conversations.map(({ seen }) => seen),
      );
    }
  }));

test('faults are added up, and what a scenario tells of its own', () => {
  const faults = (count: number, ...examples: string[]) => ({ gap: { count, examples } });
  const one = findingsOf({ faults: faults(3, 'a', 'b', 'c'), own: { n: 1, list: [1], text: 'x' } });
  const other = findingsOf({
    faults: faults(9, 'd', 'e', 'f'),
    own: { n: 2, list: [2], text: 'y' },
  });
  const merged = mergeFindings([one, other]);
  expect(merged.faults).toEqual({ gap: { count: 12, examples: ['a', 'b', 'c', 'd', 'e'] } });
  expect(merged.own).toEqual({ n: 3, list: [1, 2], text: 'x' });
});
