import { describe, expect, test } from 'bun:test';
import {
  EagreError,
  type RoomAttributesEvent,
  type RoomChatEvent,
  type RoomMessageEvent,
} from '@eagre/client';
import { makePaint } from '../paint.ts';
import { plainWords } from './plain-words.ts';
import { attributesLine, chatLine, messageLine } from './room-lines.ts';
import { type RoomFacts, roomStatusText } from './room-status.ts';

const paint = makePaint(false);
const reader = { user: 'ann', paint };
const facts: RoomFacts = {
  ...{ id: 'room:show1' as never, inside: true, role: 'viewer' },
  online: { devices: 1234, users: 1200 },
  counters: { like: 5678 },
  attributes: {},
  rules: {},
};
/** Without times, which depend on the zone of the machine. */
const noTime = (text: string) => text.replace(/\d\d:\d\d/, 'TIME');

describe('lines', () => {
  const chat = (changes: Partial<RoomChatEvent>) =>
    noTime(
      chatLine(
        { from: 'bob', at: 0, kind: 'text', body: { text: 'hi' }, ...changes } as never,
        reader,
      ),
    );
  test.each([
    [{}, 'TIME bob: hi'],
    [{ rank: 'staff' }, 'TIME ★ bob: hi'],
    [{ rank: 'gift', kind: 'custom:gift', body: { n: 1 } }, 'TIME ✦ bob: [custom:gift] {"n":1}'],
    [{ from: 'ann', own: true }, 'TIME ann: hi ✓'],
    [{ recent: true }, '--:-- bob: hi'],
    [{ body: { text: '\x1b[2Jx\ny' } }, 'TIME bob: ·[2Jx y'],
    [{ body: { text: 'x'.repeat(300) } }, `TIME bob: ${'x'.repeat(199)}…`],
  ] as [Partial<RoomChatEvent>, string][])('chat %o', (changes, line) => {
    expect(chat(changes)).toBe(line);
  });

  const message = (changes: Partial<RoomMessageEvent>) =>
    noTime(messageLine({ from: 'ann', syncId: 7, at: 0, ...changes } as never, reader));
  test.each([
    [{ kind: 'text', body: { text: 'welcome' } }, '▌#7 TIME ★ ann: welcome ✓'],
    [
      { from: 'bob', kind: 'item', body: { itemId: 'i', title: 'Kettle', price: 1990 } },
      '▌#7 TIME [CARD] Kettle · 19.90 · bob',
    ],
    [
      { from: 'bob', kind: 'item', body: { title: 'Tea', price: 500, currency: 'JPY' } },
      '▌#7 TIME [CARD] Tea · 500 JPY · bob',
    ],
    [
      { from: 'bob', kind: 'item', body: { title: 'Tea', price: 500, currency: '$$$' } },
      '▌#7 TIME [CARD] Tea · 5.00 $$$ · bob',
    ],
    [
      { from: 'bob', kind: 'notice', body: { title: 'Soon', text: 'in 5 min' } },
      '▌#7 TIME [NOTICE] Soon · in 5 min · bob',
    ],
  ] as [Partial<RoomMessageEvent>, string][])('reliable %o', (changes, line) => {
    expect(message(changes)).toBe(line);
  });

  test('changes of the state', () => {
    const line = (changes: Partial<RoomAttributesEvent>) =>
      attributesLine({ by: 'ann', set: {}, ...changes } as RoomAttributesEvent, reader);
    expect(line({ set: { pinned: 'Kettle' } })).toBe('* ann pinned Kettle');
    expect(line({ set: { pinned: { title: 'Tea', id: 1 }, stock: 3 } })).toBe(
      '* ann pinned Tea, set stock to 3',
    );
    expect(line({ removed: ['pinned', 'stock'] })).toBe('* ann unpinned, took stock away');
  });
});

describe('the status line', () => {
  const quiet = { said: 0, leftOut: 0 };
  const status = (room: Partial<RoomFacts>, more: object = {}) =>
    roomStatusText(
      {
        room: { ...facts, ...room },
        ...{ link: { state: 'online' }, pace: quiet, opensInMs: undefined, nowMs: 1000 },
        ...more,
      },
      paint,
    );
  const start = 'room:show1 · 1,234 watching · ♥ 5,678';

  test.each([
    [{}, {}, start],
    [{ role: 'host' }, {}, start.replace('show1', 'show1 (host)')],
    [{ counters: {} }, {}, 'room:show1 · 1,234 watching · ♥ 0'],
    [{ counters: { like: 5678, gift: 2 } }, {}, `${start} · gift 2`],
    [
      { attributes: { stock: { value: 3, version: 2 }, pinned: { value: 'Tea', version: 1 } } },
      {},
      `${start} · pinned: Tea · stock: 3`,
    ],
    [{ rules: { mutedUntil: 0 } }, {}, `${start} · you are muted until it is taken back`],
    [{ rules: { mutedUntil: 1000 } }, {}, start],
    [
      { rules: { mutedAll: true, slowMs: 5000 } },
      {},
      `${start} · only the host and staff may speak · slow mode: 5 s`,
    ],
    [{}, { opensInMs: 1001 }, `${start} · opens in 2 s`],
    [{}, { pace: { said: 96, leftOut: 88 } }, `${start} · 8 of 96 lines/s shown`],
    [{}, { pace: { said: 3, leftOut: 0 } }, `${start} · 3 lines/s`],
    [{ inside: false }, {}, start.replace(' · ', ' · you are out · ')],
    [{}, { link: { state: 'connecting' } }, start.replace(' · ', ' · connecting… · ')],
    [{}, { room: { id: 'room:x' } }, 'room:x'],
  ] as [Partial<RoomFacts>, object, string][])('%o %o', (room, more, text) => {
    expect(status(room, more)).toBe(text);
  });
});

describe('errors in plain words', () => {
  const words = (code: EagreError['code'], room?: Partial<RoomFacts>, detail = {}) =>
    plainWords(new EagreError(code, 'as it was told', detail), { ...facts, ...room }, 1000);

  test('say what is so here', () => {
    expect(words('forbidden')).toBe('that is for the host and staff, and you are neither here');
    expect(words('forbidden', { role: 'host' })).toBe('as it was told');
    expect(words('muted', { rules: { mutedUntil: 0, slowMs: 1 } })).toBe(
      'you are muted until it is taken back',
    );
    expect(words('muted', { rules: { slowMs: 1 } })).toBe('as it was told');
    expect(words('slow_mode', {}, { retryAfterMs: 4001 })).toContain('the next message in 5 s');
    expect(words('rate_limited', {}, { retryAfterMs: 20 })).toContain('try again in 1 s');
    expect(words('not_in_room')).toContain('/hop');
    expect(words('store_full')).toBe('as it was told');
  });
});
