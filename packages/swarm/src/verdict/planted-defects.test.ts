import { expect, test } from 'bun:test';
import { ServerSampler } from '../target/server-sampler.ts';
import { memorySamples, verdictOn } from './test/contexts.ts';
import { type RunOptions, verdictsOf } from './test/double-run.ts';
import { DoubleServer } from './test/double-server.ts';

const load: RunOptions = {
  ...{ inGroup: 40, inCopies: 24, direct: 12, reliable: 20, chat: 60, taps: 60, forbidden: 10 },
  objectives: { entries: { p99: 500 }, chat: { p99: 1000 } },
};
/** Verdicts of every run of this load; memory needs minutes, see memory.test.ts. */
const names = [
  ...['order', 'holes', 'duplicates', 'loss.reliable', 'loss.best-effort', 'refused-unseen'],
  ...['counts', 'sums', 'answered', 'connections', 'tool', 'latency.entries', 'latency.chat'],
];

function failed(verdicts: ReadonlyMap<string, { ok: boolean }>): string[] {
  return [...verdicts].filter(([, { ok }]) => !ok).map(([name]) => name);
}

test.each([1, 2])('without a defect all are green, over %d processes', async (processes) => {
  const verdicts = await verdictsOf({ ...load, processes });
  expect([...verdicts.values()].filter(({ ok }) => !ok)).toEqual([]);
  expect([...verdicts.keys()]).toEqual(names);
});

const planted: readonly [what: string, options: RunOptions, red: string[]][] = [
  ['drops of a log', { ...only({ inGroup: 40 }), every: { drop: 15 } }, ['loss.reliable']],
  ['drops of copies', { ...only({ inCopies: 40 }), every: { drop: 15 } }, ['loss.reliable']],
  ['drops of a room', { ...only({ reliable: 40 }), every: { drop: 15 } }, ['loss.reliable']],
  ['keeps one back', { ...only({ inGroup: 40 }), every: { skipDevice: 15 } }, ['loss.reliable']],
  [
    'forgets the tail',
    { ...only({ inGroup: 9 }), every: { forget: 9 } },
    ['holes', 'loss.reliable'],
  ],
  ['stores a message twice', { every: { double: 15 } }, ['duplicates']],
  ['swaps for one', { ...only({ inGroup: 40 }), every: { swapForOne: 15 } }, ['order']],
  ['swaps two for all', { ...only({ inGroup: 40 }), every: { swapForAll: 7 } }, ['order']],
  ['leaves out a number', { ...only({ inGroup: 40 }), every: { hole: 13 } }, ['holes']],
  ['tells a wrong place', { every: { wrongAck: 10 } }, ['order']],
  ['stores what it refuses', { every: { showRefused: 3 } }, ['refused-unseen']],
  [
    'does not answer',
    { ...only({ inGroup: 30 }), forbidden: 1000, every: { mute: 20 }, settleMs: 200 },
    ['answered'],
  ],
  ['loses chat', { every: { loseChat: 20 } }, ['loss.best-effort']],
  ['keeps a frame of chat from one', { every: { loseForOne: 1 } }, ['loss.best-effort']],
  ['shows chat twice', { every: { doubleChat: 20 } }, ['duplicates']],
  ['shows refused chat', { every: { showRefusedChat: 2 } }, ['refused-unseen']],
  ['counts taps twice', { every: { doubleTaps: 5 } }, ['sums']],
  ['loses taps', { every: { loseTaps: 5 } }, ['sums']],
  ['counts one device too many', { onlineOff: 1 }, ['counts']],
  ['counts less than none', { onlineOff: -100 }, ['counts']],
  ['is slow', { slowMs: 60, objectives: { entries: { p99: 50 } } }, ['latency.entries']],
  [
    'closes a connection',
    { ...only({ inGroup: 30 }), forbidden: 1000, every: { close: 20 } },
    ['connections'],
  ],
];

function only(some: Partial<RunOptions>): RunOptions {
  return { ...{ inGroup: 0, inCopies: 0, direct: 0, reliable: 0, chat: 0, taps: 0 }, ...some };
}

test.each(planted)('found: a server that %s', async (_what, options, red) => {
  const verdicts = await verdictsOf({ ...load, objectives: {}, ...options });
  expect({ red: failed(verdicts), verdicts }).toEqual({ red, verdicts });
});

test.each(planted.slice(0, 16))(
  'over two processes too: a server that %s',
  async (_what, options, red) => {
    const verdicts = await verdictsOf({ ...load, objectives: {}, ...options, processes: 2 });
    expect(failed(verdicts)).toContain(red[0] as string);
  },
);

test('a server that leaks is found in its metrics', async () => {
  const server = new DoubleServer({ leakBytes: 2 ** 20 });
  try {
    const sampler = new ServerSampler(server.url);
    const bytes: number[] = [];
    for (let at = 0; at < 140; at += 1) bytes.push((await sampler.sample())?.residentBytes ?? 0);
    const samples = memorySamples(140, (at) => (bytes[at] ?? 0) / 2 ** 20);
    expect(verdictOn('memory', { samples })).toMatchObject({ ok: false });
  } finally {
    await server.stop();
  }
});

test('chat that is left out and counted is no loss', async () => {
  const verdicts = await verdictsOf({ ...load, chatPerFrame: 1 });
  expect(failed(verdicts)).toEqual([]);
  expect(verdicts.get('loss.best-effort')?.text).toMatch(/dropped \d+ by sender_cap viewer/);
});
