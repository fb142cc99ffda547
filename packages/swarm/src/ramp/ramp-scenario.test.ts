import { afterAll, beforeAll, expect, test } from 'bun:test';
import { UsageError } from '../cli/usage-error.ts';
import { LocalServer } from '../target/local-server.ts';
import { rampScenario, rampScenarios } from './ramp-scenario.ts';
import type { RampResult } from './result.ts';
import type { RampTarget } from './target.ts';
import { rampTargets } from './targets.ts';
import { drive } from './test/drive.ts';

/** Few enough a second that the server's own limits are what is found. */
const limits = { roomPerSecond: 40, roomBurst: 40, appSendsPerSecond: 40, appSendsBurst: 40 };
const short = {
  from: 40,
  seconds: 0.6,
  'confirm-seconds': 0.6,
  confirmations: 1,
  precision: 100,
  objective: 'p99<10s',
};
const timeoutMs = 30_000;

let server: LocalServer;
beforeAll(async () => {
  server = await LocalServer.start({ settings: limits });
});
afterAll(async () => {
  await server.stop();
});

const targetNamed = (name: string) => rampTargets.get(name) as RampTarget;

test.concurrent(
  'a room: what is said is counted in all processes, up to the limit',
  async () => {
    const given = { ...short, devices: 12, window: 0, reliable: 10 };
    const scenario = rampScenario(targetNamed('room'));
    const driven = await drive(scenario, server, given, { processes: 2, runId: 'room' });
    const result = driven.own['ramp'] as unknown as RampResult;
    const [first, second] = result.spells;
    expect(first).toMatchObject({ rate: 40, held: true, said: 24, loss: 0, refused: 0 });
    expect(first).toMatchObject({ expected: 24 * 12, delivered: 24 * 12 });
    expect(first?.times['chat']?.count).toBe(24 * 12);
    expect(first?.times['reliable']?.count).toBeGreaterThan(12);
    expect(first?.reliableExpected).toBeGreaterThanOrEqual(10 * 12);
    expect(second).toMatchObject({ rate: 80, held: false, said: 48, loss: 0 });
    expect(second?.refused).toBeGreaterThan(0);
    expect(second?.delivered).toBe((48 - (second?.refused ?? 0)) * 12);
    expect(result).toMatchObject({ capacity: 40, deliveredPerSecond: 480 });
    expect(result.text).toContain("more is bound by the server's own limit roomPerSecond=40");
    expect(driven.verdicts).toEqual([{ name: 'capacity', ok: true, text: result.text }]);
    for (const { ledger } of driven.fleets) expect(ledger.faults).toEqual([]);
  },
  timeoutMs,
);

test.concurrent(
  'a group: likewise',
  async () => {
    const given = { ...short, members: 6 };
    const scenario = rampScenario(targetNamed('group'));
    const driven = await drive(scenario, server, given, { processes: 2, runId: 'group' });
    const result = driven.own['ramp'] as unknown as RampResult;
    const [first] = result.spells;
    expect(first).toMatchObject({ held: true, said: 24, expected: 144, delivered: 144, loss: 0 });
    expect(first?.reliableExpected).toBeGreaterThan(144);
    // The authors see their own by the acknowledgement.
    expect(first?.times['entries']?.count).toBe(24 * 5);
    expect(result.text).toContain('appSendsPerSecond=40');
    expect(result).toMatchObject({ capacity: 40, outcome: { kind: 'confirmed', bound: 'server' } });
  },
  timeoutMs,
);

test.concurrent(
  'connections: up to the highest rate that is tried',
  async () => {
    const given = { ...short, devices: 16, hold: 0.2 };
    const scenario = rampScenario(targetNamed('connect'));
    const { own, fleets } = await drive(scenario, server, given, { processes: 2, runId: 'conn' });
    const result = own['ramp'] as unknown as RampResult;
    expect(result.spells[0]).toMatchObject({ held: true, said: 24, delivered: 24 });
    expect(result).toMatchObject({ capacity: 80, outcome: { kind: 'confirmed', bound: 'most' } });
    expect(result.text).toContain('at least 80 connections/s');
    for (const { devices, ledger } of fleets) {
      expect(devices.size).toBe(0);
      expect(ledger.faults).toEqual([]);
    }
  },
  timeoutMs,
);

test('a run that is ended tells what it has, and no capacity', async () => {
  const ending = new AbortController();
  const scenario = rampScenario(targetNamed('room'));
  const given = { ...short, devices: 4, seconds: 2 };
  setTimeout(() => ending.abort(), 1500);
  const startedMs = performance.now();
  const driven = await drive(scenario, server, given, { runId: 'ended', signal: ending.signal });
  expect(performance.now() - startedMs).toBeLessThan(4000);
  expect(driven.verdicts[0]).toMatchObject({
    ok: false,
    text: 'no capacity found: the run was ended before',
  });
});

test('what is asked wrongly is refused before anything is connected', async () => {
  const scenario = rampScenario(targetNamed('room'));
  const asked = (given: Record<string, number | string>) => drive(scenario, server, given);
  expect(asked({ objective: 'p99<fast' })).rejects.toThrow(UsageError);
  expect(asked({ minutes: 0.1 })).rejects.toThrow(/--minutes 0.1 is too short/);
});

test('every target is a scenario under its own name', () => {
  expect([...rampScenarios.keys()]).toEqual(['ramp-room', 'ramp-group', 'ramp-connect']);
});
