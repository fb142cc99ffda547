import { expect, test } from 'bun:test';
import { UsageError } from '../cli/usage-error.ts';
import { newHistogram } from '../engine/meter.ts';
import type { SpellFigures } from './figures.ts';
import { parseObjectives, withDefaults } from './objective.ts';

const timers = ['chat', 'reliable'] as const;

/** 1 to 1000 ms, once each; reliable ten times as long. */
function figures(parts: Partial<SpellFigures> = {}): SpellFigures {
  const chat = newHistogram();
  const reliable = newHistogram();
  for (let ms = 1; ms <= 1000; ms += 1) {
    chat.recordValue(ms * 1000);
    reliable.recordValue(ms * 10_000);
  }
  return {
    said: 1000,
    refused: 0,
    refusal: '',
    unanswered: 0,
    delivered: 100_000,
    expected: 100_000,
    reliableExpected: 500,
    loss: 0,
    disconnects: 0,
    timers: new Map([
      ['chat', chat],
      ['reliable', reliable],
    ]),
    cpu: 0.5,
    interrupted: false,
    ...parts,
  };
}

function failures(text: string, parts: Partial<SpellFigures> = {}): string[] {
  return parseObjectives(text, timers).flatMap((each) => each.failure(figures(parts)) ?? []);
}

test.each([
  ['p99<1s', 'p99<900ms'],
  ['p50<501ms', 'p50<400ms'],
  ['p99.9<=1001ms', 'p99.9<990ms'],
  ['max<1.1s', 'max<900ms'],
  ['chat.p99<1s', 'chat.p99<0.9s'],
  ['reliable.p50<6s', 'reliable.p50<5s'],
])('%s holds and %s does not', (holding, failing) => {
  expect(failures(holding)).toEqual([]);
  expect(failures(failing)).toHaveLength(1);
});

test('a failure tells what was asked, and what is', () => {
  expect(failures('p50<100ms, delivered>95%', { delivered: 50_000 })).toEqual([
    'p50<100ms: 500 ms',
    'delivered>95%: 50%',
  ]);
  const none = { timers: new Map() };
  expect(failures('p99<1s', none)).toEqual(['p99<1s: nothing was timed']);
});

test.each([
  ['delivered>95%', { delivered: 95_001 }, { delivered: 95_000 }],
  ['delivered>=95%', { delivered: 95_000 }, { delivered: 94_999 }],
  ['refused<1%', { refused: 9 }, { refused: 10 }],
  ['refused=0', {}, { refused: 1 }],
  ['loss=0', {}, { loss: 1 }],
  ['loss<1%', { loss: 4 }, { loss: 5 }],
  ['unanswered=0', {}, { unanswered: 1 }],
  ['disconnects<3', { disconnects: 2 }, { disconnects: 3 }],
])('%s is judged by the counts', (text, holding, failing) => {
  expect(failures(text, holding)).toEqual([]);
  expect(failures(text, failing)).toHaveLength(1);
});

test('several come by commas, blanks or both', () => {
  const texts = parseObjectives(' p99<500ms,loss=0 refused < 1% , chat.p50<1s', timers);
  expect(texts.map(({ subject }) => subject)).toEqual(['chat.99', 'loss', 'refused', 'chat.50']);
});

test('what is given takes the place of defaults about the same thing', () => {
  const defaults = parseObjectives('p99<500ms, delivered>95%, loss=0', timers);
  const texts = (given: string) =>
    withDefaults(given === '' ? [] : parseObjectives(given, timers), defaults).map(
      ({ text }) => text,
    );
  expect(texts('')).toEqual(['p99<500ms', 'delivered>95%', 'loss=0']);
  expect(texts('loss<1%')).toEqual(['loss<1%', 'p99<500ms', 'delivered>95%']);
  expect(texts('reliable.p50<1s')).toEqual(['reliable.p50<1s', 'delivered>95%', 'loss=0']);
});

test.each([
  ['', /missing/],
  ['fast', /"fast" is no objective; they look like p99<500ms/],
  ['p99<500', /a time needs its unit: us, ms, s, min/],
  ['p99<5h', /a time needs its unit/],
  ['p99>500ms', /bounded from above/],
  ['speed<5ms', /nothing is called "speed" here; there are p50/],
  ['entries.p99<5ms', /"entries." is not timed here, but chat, reliable/],
  ['chat.loss=0', /nothing is called "chat.loss"/],
  ['loss=0ms', /loss is a number or a percentage, not "ms"/],
  ['p100<5ms', /nothing is called "p100"/],
  ['p99<1.2.3ms', /is no objective/],
])('"%s" is refused in a line that tells what would do', (text, message) => {
  expect(() => parseObjectives(text, timers)).toThrow(UsageError);
  expect(() => parseObjectives(text, timers)).toThrow(message);
});
