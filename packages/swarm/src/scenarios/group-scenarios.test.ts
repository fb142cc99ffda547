import { afterAll, beforeAll, expect, test } from 'bun:test';
import { seedFromEnv } from '@eagre/testkit';
import type { Json } from '../engine/json.ts';
import type { OptionValues } from '../engine/load.ts';
import type { Scenario } from '../engine/scenario.ts';
import { LocalServer } from '../target/local-server.ts';
import { coldStart } from './cold-start.ts';
import { dailyPeaks } from './daily-peaks.ts';
import { groupFission } from './group-fission.ts';
import { mixedNight } from './mixed-night.ts';
import { soak } from './soak.ts';
import { defaultLimits } from './test/default-limits.ts';
import { type Driven, drive } from './test/drive.ts';

let server: LocalServer;
beforeAll(async () => {
  server = await LocalServer.start({ settings: defaultLimits });
});
afterAll(() => server.stop());

const seed = seedFromEnv();
const patience = 20_000;

/** In a small size, with all verdicts green; but for times, which are those of the machine. */
async function green<Stage extends Json>(
  scenario: Scenario<Stage>,
  options: OptionValues,
): Promise<Driven> {
  const driven = await drive(scenario, server.target, { options, seed });
  const red = driven.verdicts.filter(({ name, ok }) => !ok && !isOfTime(name));
  expect({ seed, red }).toEqual({ seed, red: [] });
  return driven;
}

const isOfTime = (name: string) => name.startsWith('latency.') || name === 'tool';

test(
  'group-fission: chains run to their ends, and every member sees what came after it',
  async () => {
    const options = { devices: 50, team: 20, think: 20, seconds: 0.5, rate: 10 };
    const { verdicts, totals } = await green(groupFission, options);
    const names = verdicts.map(({ name }) => name);
    for (const own of ['chains', 'membership', 'since-joining']) expect(names).toContain(own);
    expect(totals.counters.entries ?? 0).toBeGreaterThan(500);
  },
  patience,
);

test(
  'daily-peaks: visitors come and go twice a day, and miss nothing',
  async () => {
    const options = { devices: 40, days: 2, secondsPerDay: 0.8, base: 0.25, peak: 30 };
    const { phases, totals, verdicts } = await green(dailyPeaks, options);
    expect(phases.filter((phase) => phase.startsWith('day '))).toEqual([
      'day 1, 09:00',
      'day 1, 22:00',
      'day 2, 09:00',
      'day 2, 22:00',
    ]);
    expect(totals.counters.reconnects).toBe(30 * 4);
    expect(verdicts.map(({ name }) => name)).toContain('memory.peaks');
  },
  patience,
);

test(
  'cold-start: one answer tells of all that was missed, and it all arrives',
  async () => {
    const options = { devices: 60, groups: 6, missed: 4, fresh: 0.3, perSecond: 500 };
    const { verdicts, totals } = await green(coldStart, options);
    const round = verdicts.find(({ name }) => name === 'one-round-trip');
    expect(round?.text).toContain('all 24 missed messages');
    expect(totals.counters.reconnects).toBeGreaterThan(20);
  },
  patience,
);

test(
  'mixed-night: rooms, groups and pairs at once, through all phases',
  async () => {
    const { phases, totals } = await green(mixedNight, {
      devices: 80,
      minutes: 0.05,
      strength: 30,
    });
    for (const phase of ['arrival', 'show', 'shout of the night', 'after-glow']) {
      expect(phases).toContain(phase);
    }
    const { counters } = totals;
    for (const name of ['chat', 'entries', 'reliable', 'taps', 'leaves', 'reconnects'] as const) {
      expect([name, (counters[name] ?? 0) > 0]).toEqual([name, true]);
    }
  },
  patience,
);

test(
  'soak: the steady part, as long as wanted',
  async () => {
    const { phases } = await green(soak, { devices: 40, hours: 0.0003, strength: 30 });
    expect(phases).toContain('steady');
  },
  patience,
);

test(
  'each ends soon after it shall, and what was done by then is right',
  async () => {
    const each: [Scenario<never>, OptionValues][] = [
      [groupFission as Scenario<never>, { devices: 40, team: 20, think: 2000 }],
      [dailyPeaks as Scenario<never>, { devices: 40, secondsPerDay: 60 }],
      [coldStart as Scenario<never>, { devices: 40, groups: 4, missed: 400 }],
      [mixedNight as Scenario<never>, { devices: 40, minutes: 5, strength: 10 }],
    ];
    for (const [scenario, options] of each) {
      const startedMs = performance.now();
      const driven = await drive(scenario, server.target, { options, seed, stopAfterMs: 700 });
      const red = driven.verdicts.filter(({ name, ok }) => !ok && !isOfTime(name));
      expect([scenario.name, seed, red]).toEqual([scenario.name, seed, []]);
      expect(performance.now() - startedMs).toBeLessThan(700 + 6000);
    }
  },
  2 * patience,
);
