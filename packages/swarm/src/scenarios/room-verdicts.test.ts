import { expect, test } from 'bun:test';
import { judgeHops } from './hop.ts';
import { judgeTold as judgeJoins } from './join-storm.ts';
import { judgeTold as judgeSums } from './like-storm.ts';
import { judgeJam } from './parts/judge-jam.ts';
import { judgePinned } from './parts/room-host.ts';
import { judgeBack } from './reconnect-herd.ts';

const oks = (verdicts: readonly { ok: boolean }[]) => verdicts.map(({ ok }) => ok);

test('hops: a refusal that is none of the rule, and no hop at all, are wrong', () => {
  const good = { hops: 90, stale: 2, failures: [] };
  expect(judgeHops([good, { ...good, hops: 10 }])[0]).toMatchObject({
    ok: true,
    text: '100 changes were answered, 4 of them refused since they came too late',
  });
  expect(oks(judgeHops([good, { ...good, failures: ['room_full: x'] }]))).toEqual([false]);
  expect(oks(judgeHops([{ ...good, hops: 0 }]))).toEqual([false]);
  expect(judgeHops([])).toEqual([]);
});

test('joins: those inside are told of nearly all who came, of no more, and of the count', () => {
  const one = { early: 5, entered: 50, joinsTold: 100, onlineTold: 110, isCut: false };
  const none = { ...one, joinsTold: -1, onlineTold: -1 };
  expect(oks(judgeJoins([one, one]))).toEqual([true, true]);
  expect(oks(judgeJoins([one, none]))).toEqual([true, true]);
  expect(oks(judgeJoins([none]))).toEqual([false, false]);
  expect(oks(judgeJoins([one, { ...one, joinsTold: 89 }]))).toEqual([false, true]);
  expect(oks(judgeJoins([one, { ...one, joinsTold: 111 }]))).toEqual([false, true]);
  expect(oks(judgeJoins([one, { ...one, onlineTold: 109 }]))).toEqual([true, false]);
  expect(judgeJoins([one, { ...one, isCut: true }])).toEqual([]);
  expect(judgeJoins(undefined)).toEqual([]);
});

test('sums: every watching device was told the whole sum, and one watched', () => {
  expect(judgeSums([{ total: 7 }, { total: -1 }], 7).ok).toBe(true);
  expect(judgeSums([{ total: 7 }, { total: 6 }], 7).ok).toBe(false);
  expect(judgeSums([{ total: -1 }], 7).ok).toBe(false);
});

test('back: some were lost, and all of them came back', () => {
  const good = { lost: 10, backMs: [900, 1200], missing: 0 };
  expect(judgeBack([good, good], 5)).toMatchObject({
    ok: true,
    text: '20 connections were lost, and all were back after 1.2 s at most',
  });
  expect(judgeBack([good, { ...good, missing: 1 }], 5)).toMatchObject({
    ok: false,
    text: '1 of 20 lost connections were not back within 5 s',
  });
  expect(judgeBack([{ ...good, lost: 0 }], 5).ok).toBe(false);
});

test('jam: a run in which no line was jammed has shown nothing', () => {
  const reliable = { delivered: 9, retried: 1, carried: 2, pulled: 3 };
  const chat = { offered: 5, refused: 4, dropped: {} };
  expect(judgeJam([{ chat, reliable }]).text).toContain('3 times by a frame and 3 times by a pull');
  expect(judgeJam([{ chat: { ...chat, refused: 0 }, reliable }]).ok).toBe(false);
});

test('attributes: what was set last is there, and no change was refused', async () => {
  const controller = (value: unknown) =>
    ({ api: { get: () => Promise.resolve({ pinned: { value } }) } }) as never;
  expect((await judgePinned(controller('b'), 'room:a', 'b', [])).ok).toBe(true);
  expect((await judgePinned(controller('a'), 'room:a', 'b', [])).ok).toBe(false);
  expect((await judgePinned(controller('b'), 'room:a', 'b', ['forbidden: x'])).ok).toBe(false);
});
