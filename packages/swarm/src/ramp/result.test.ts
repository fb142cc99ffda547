import { expect, test } from 'bun:test';
import { encodeIntoCompressedBase64 } from 'hdr-histogram-js';
import { newHistogram } from '../engine/meter.ts';
import { mergeParts, type SpellPart, timeAt } from './figures.ts';
import {
  type OutcomeContext,
  outcomeText,
  type SpellRow,
  spellLine,
  spellTable,
} from './result.ts';
import type { Outcome } from './search.ts';
import { serverLimit } from './server-limit.ts';

function part(changed: Partial<SpellPart>, chatMs: readonly number[] = []): SpellPart {
  const histogram = newHistogram();
  for (const ms of chatMs) histogram.recordValue(ms * 1000);
  return {
    said: 10,
    refused: 0,
    refusal: '',
    unanswered: 0,
    delivered: 40,
    reliableAcked: 2,
    reliableArrived: 8,
    disconnects: 0,
    timers: { chat: encodeIntoCompressedBase64(histogram) },
    cpu: 0.2,
    interrupted: false,
    ...changed,
  };
}

test('parts of processes are added up; percentiles are of all that was timed', () => {
  const slow = Array.from({ length: 50 }, () => 100);
  const quick = Array.from({ length: 150 }, () => 10);
  const parts = [
    part({ cpu: 0.9, delivered: 60 }, slow),
    part({ said: 5, refused: 2, refusal: 'too much', disconnects: 1 }, quick),
  ];
  const merged = mergeParts(parts, 8);
  expect(merged).toMatchObject({ said: 15, refused: 2, refusal: 'too much', disconnects: 1 });
  expect(merged).toMatchObject({ delivered: 100, expected: 120, cpu: 0.9, interrupted: false });
  expect(merged).toMatchObject({ reliableExpected: 32, loss: 16 });
  expect(timeAt(merged, 'chat', 70)).toBeCloseTo(10, 0);
  expect(timeAt(merged, 'chat', 80)).toBeCloseTo(100, 0);
  expect(timeAt(merged, 'reliable', 50)).toBeNaN();
});

test.each([
  ['at most 5000 messages a second in one room, 10000 at once', 'roomPerSecond=5000'],
  ['at most 5 messages a second by one user in a room, 10 at once', 'roomUserPerSecond=5'],
  ['at most 9 sends a second by one app, 9 at once', 'appSendsPerSecond=9'],
  ['the server has too much to do', undefined],
  ['', undefined],
])('the refusal "%s" speaks of the setting %s', (refusal, setting) => {
  expect(serverLimit(refusal)).toBe(setting);
});

const context: OutcomeContext = {
  unit: 'messages/s',
  fanOut: 1000,
  minutes: 5,
  confirmations: 2,
  confirmSeconds: 12,
  interrupted: false,
};

function row(changed: Partial<SpellRow>): SpellRow {
  return {
    ...{ kind: 'grow', rate: 100, seconds: 4, held: true, failed: [], byTool: false },
    ...{ said: 400, delivered: 400_000, expected: 400_000, refused: 0, refusal: '' },
    ...{ reliableExpected: 0, loss: 0, disconnects: 0, toolLateMs: 2, toolCpu: 0.5 },
    times: { chat: { count: 400, p50: 51, p99: 120.5, max: 200 } },
    ...changed,
  };
}

const failing = { held: false, failed: ['p99<500ms: 812 ms'] };

test.each<[Outcome, Partial<SpellRow>[], string]>([
  [
    { kind: 'confirmed', rate: 3200, bound: 'server' },
    [
      { rate: 6400, held: false, failed: ['loss=0: 3'] },
      { rate: 3500, ...failing },
      { rate: 900, ...failing },
    ],
    'stable capacity: 3,200 messages/s (3,200,000 delivered a second), held in 2 of 2 spells of 12 s; ' +
      'more is bound by p99<500ms: 812 ms at 3,500 messages/s',
  ],
  [
    { kind: 'confirmed', rate: 5000, bound: 'server' },
    [
      {
        rate: 5500,
        ...failing,
        refusal: 'at most 5000 messages a second in one room, 10000 at once',
      },
    ],
    "more is bound by the server's own limit roomPerSecond=5000 (p99<500ms: 812 ms at 5,500 messages/s)",
  ],
  [
    { kind: 'confirmed', rate: 3200, bound: 'tool' },
    [{ rate: 6400, ...failing, byTool: true, toolLateMs: 81, toolCpu: 0.98 }],
    'at least 3,200 messages/s (3,200,000 delivered a second), held in 2 of 2 spells of 12 s; ' +
      'the load process is the bound (late by 81 ms): use --processes',
  ],
  [
    { kind: 'confirmed', rate: 3200, bound: 'tool' },
    [{ rate: 6400, ...failing, byTool: true, toolLateMs: 81, toolCpu: 0.2 }],
    'the load was late by 81 ms with 20 % of a core: the machine has no time for it',
  ],
  [{ kind: 'confirmed', rate: 10, bound: 'most' }, [], 'at least 10 messages/s'],
  [
    { kind: 'unconfirmed', rate: 10, bound: 'time' },
    [],
    'held in a short spell, and nothing could be confirmed: --minutes 5 was over',
  ],
  [
    { kind: 'none', rate: 0, bound: 'server' },
    [
      { rate: 20, ...failing },
      { rate: 1, ...failing },
    ],
    'no capacity found: p99<500ms: 812 ms at 1 messages/s',
  ],
])('an outcome is told with what bounds it: %p', (outcome, rows, text) => {
  expect(outcomeText(outcome, rows.map(row), context)).toContain(text);
});

test('every spell is a line of the table, and one while it goes on', () => {
  const rows = [row({}), row({ rate: 200, ...failing, refused: 4, loss: 12 })];
  const [first, second] = rows as [SpellRow, SpellRow];
  expect(spellLine(first, 'messages/s', 'chat')).toBe(
    'grow 100 messages/s: held (chat p99 121 ms; load late 2 ms, 50 % of a core)',
  );
  expect(spellLine(second, 'messages/s', 'chat')).toContain('not held (p99<500ms: 812 ms; load');
  const table = spellTable(rows, 'messages/s', 'chat');
  expect(table).toHaveLength(3);
  expect(table[1]).toMatch(/^grow 4 s +100 +51 +121 +100 % +0 % +0 +2 +held$/);
  expect(table[2]).toMatch(/^grow 4 s +200 +51 +121 +100 % +1 % +12 +2 +failed$/);
});
