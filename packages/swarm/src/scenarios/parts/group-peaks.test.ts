import { expect, test } from 'bun:test';
import { judgePeaks, peakSpells } from './group-peaks.ts';

const shape = { days: 2, secondsPerDay: 48, factor: 6, parts: ['talk', 'votes'] } as const;

test('a day has its two peaks at their hours, and its length', async () => {
  const done: string[] = [];
  const visitors = {
    comeWithin: async (seconds: number) => void done.push(`come ${seconds}`),
    goWithin: async (seconds: number) => void done.push(`go ${seconds}`),
  };
  const spells = peakSpells(shape, visitors);
  const phases = spells.flatMap((spell) => spell.phases);
  expect(phases.slice(0, 5).map(({ name, seconds }) => [name, seconds])).toEqual([
    ['before day 1, 09:00', 18],
    ['day 1, 09:00', 4],
    ['before day 1, 22:00', 22],
    ['day 1, 22:00', 4],
    ['before day 2, 09:00', 18],
  ]);
  expect(phases.reduce((sum, { seconds }) => sum + seconds, 0)).toBe(96);
  expect(phases[1]?.paces).toEqual({ talk: 6, votes: 6 });
  expect(phases[2]?.paces).toBeUndefined();
  for (const { act } of phases.slice(0, 3)) await act?.();
  expect(done).toEqual(['go 2', 'come 1', 'go 2']);
});

test('memory is compared from the second peak on; what is given back has not grown', () => {
  const judged = (...mebibytes: number[]) =>
    judgePeaks(mebibytes.map((each, i) => ({ name: `p${i}`, residentBytes: each * 2 ** 20 })));
  expect(judged()).toBeUndefined();
  expect(judged(100, 200)).toBeUndefined();
  expect(judged(50, 200, 210)?.ok).toBe(true);
  expect(judged(50, 200, 400, 210)?.ok).toBe(true);
  expect(judged(50, 200, 210, 310)).toMatchObject({ ok: false, name: 'memory.peaks' });
  expect(judged(50, 200, 310)?.text).toContain('after p1 200 MiB, after p2 310 MiB');
});
