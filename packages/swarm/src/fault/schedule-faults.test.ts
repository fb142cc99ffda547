import { expect, test } from 'bun:test';
import { SeededRandom, withSeed } from '@eagre/testkit';
import { parsePlan } from './plan.ts';
import { clash, faultText, type PlannedFault } from './planned-fault.ts';
import { scheduleFaults } from './schedule-faults.ts';

function until(text: string, seed: number, endMs: number): PlannedFault[] {
  const faults: PlannedFault[] = [];
  for (const fault of scheduleFaults(parsePlan(text), new SeededRandom(seed))) {
    if (fault.atMs > endMs) break;
    faults.push(fault);
  }
  return faults;
}

const texts = (faults: readonly PlannedFault[]) => faults.map(faultText);
const mixed = 'random:every=20s,of=kill|pause|cut random:every=7s,of=drain|slow kill@33+4 cut@50';

test('a seed draws the same faults, of a longer run more of them; another draws others', () =>
  withSeed((random) => {
    const seed = random.int(2 ** 31);
    const long = texts(until(mixed, seed, 600_000));
    const short = texts(until(mixed, seed, 200_000));
    expect(short).toEqual(long.slice(0, short.length));
    expect(texts(until(mixed, seed + 1, 600_000))).not.toEqual(long);
  }));

test('one in each time, in order, none of the server while another is', () =>
  withSeed((random) => {
    const faults = until(mixed, random.int(2 ** 31), 600_000);
    for (const [i, fault] of faults.entries()) {
      expect(fault.atMs).toBeGreaterThanOrEqual(faults[i - 1]?.atMs ?? 0);
      for (const other of faults.slice(0, i)) expect(clash(other, fault)).toBe(false);
    }
    expect(texts(faults)).toContain('kill@33s+4s');
    const alone = until('random:every=20s', random.int(2 ** 31), 1_200_000);
    expect(alone.map(({ atMs }) => Math.floor(atMs / 20_000))).toEqual(
      Array.from({ length: 60 }, (_, i) => i),
    );
    expect(new Set(alone.map(({ name }) => name))).toEqual(new Set(['kill', 'pause', 'cut']));
  }));

test('what is drawn gives way to what was asked for', () =>
  withSeed((random) => {
    const asked = Array.from({ length: 25 }, (_, i) => `kill@${30 * i + 33.6}s+1s`);
    const plan = `random:every=2s,of=pause ${asked.join(' ')}`;
    const all = texts(until(plan, random.int(2 ** 31), 800_000));
    expect(all.filter((text) => text.startsWith('kill'))).toEqual(asked);
    expect(all.length).toBeGreaterThan(300);
  }));

test('a rule draws in its part of the run only', () =>
  withSeed((random) => {
    const faults = until('random:every=5s,of=cut@100+50', random.int(2 ** 31), 1_000_000);
    expect(faults).toHaveLength(10);
    for (const { atMs } of faults) {
      expect(atMs).toBeGreaterThan(100_000);
      expect(atMs).toBeLessThan(150_000);
    }
  }));
