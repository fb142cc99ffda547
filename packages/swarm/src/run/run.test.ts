import { afterEach, expect, test } from 'bun:test';
import { until } from '@eagre/testkit';
import { localWorker } from '../crew/local-worker.ts';
import { shareOf } from '../engine/load.ts';
import { nowMs } from '../engine/now.ts';
import { Population } from '../engine/population.ts';
import type { Scenario } from '../engine/scenario.ts';
import { Speaker } from '../engine/speaker.ts';
import type { DoubleOptions } from '../verdict/test/double-server.ts';
import { DoubleServer } from '../verdict/test/double-server.ts';
import { noFaults, noView, type RunPlan, type RunView } from './plan.ts';
import { Run } from './run.ts';

let server: DoubleServer | undefined;

afterEach(async () => {
  await server?.stop();
  server = undefined;
});

const users = ['ann', 'bob', 'cay', 'dan'];
const messages = 40;
/** Until it is interrupted. */
const endless = { messages: Number.POSITIVE_INFINITY };

/** Everybody speaks in one group, by turns. */
function talk(wanted: { messages: number } = { messages }): Scenario<{ group: string }> {
  return {
    name: 'talk',
    about: 'everybody speaks',
    options: {},
    devices: () => users.length,
    objectives: () => ({ entries: { p99: 1000 } }),
    async prepare({ api, runId, note }) {
      const group = `group:${runId}`;
      await api.post('/v1/groups', { group, policy: 'read', members: users });
      note('the group is there');
      return { group };
    },
    async run(load, { group }) {
      const people = new Population(load, shareOf(users, load.share));
      await people.connect();
      await load.sync('connected');
      load.progress('talking', 0);
      const speaker = new Speaker(load);
      for (let i = 0; i < wanted.messages && !load.signal.aborted; i += 1) {
        const device = people.devices[i % people.devices.length];
        if (device === undefined) break;
        speaker.send(device, group, { kind: 'text', body: { text: `${i}` } }, nowMs());
        await Bun.sleep(0);
      }
      await speaker.settled();
      await load.sync('settled');
      await until(() => people.devices.every((device) => device.isUpToDate));
    },
  };
}

function planOf(options: DoubleOptions, parts: Partial<RunPlan> = {}): RunPlan {
  server = new DoubleServer(options);
  const { host, port, url } = server;
  const scenario = (parts.scenario ?? talk()) as Scenario;
  return {
    scenario,
    options: {},
    command: 'swarm talk',
    seed: 1,
    runId: 'r1',
    target: {
      url,
      address: { host, port },
      key: 'double.key.secret',
      tokens: { kind: 'asked', url, key: 'double.key.secret' },
    },
    address: { host, port },
    workers: [localWorker(scenario), localWorker(scenario)],
    faults: noFaults,
    growthBytes: 1e9,
    ...parts,
  };
}

const byName = (report: { verdicts: readonly { name: string; ok: boolean }[] }) =>
  Object.fromEntries(report.verdicts.map(({ name, ok }) => [name, ok]));

test('a run over two processes ends with its verdicts, totals and phases', async () => {
  const notes: string[] = [];
  const view: RunView = { ...noView, note: (text) => notes.push(text) };
  const report = await new Run(planOf({}), view).execute();
  expect(report).toMatchObject({ scenario: 'talk', processes: 2, devices: 4, interrupted: false });
  expect(report.verdicts.filter(({ ok }) => !ok)).toEqual([]);
  expect(byName(report)).toMatchObject({ order: true, 'loss.reliable': true });
  expect(report.totals.counters.acked).toBe(2 * messages);
  expect(report.totals.counters.entries).toBe(2 * messages * users.length);
  expect(report.samples.length).toBeGreaterThan(0);
  expect(report.marks.map(({ name }) => name)).toContain('talking');
  expect(report.marks.every(({ endMs }) => endMs !== undefined)).toBe(true);
  expect(notes[0]).toBe('the group is there');
  expect(report.notes).toEqual(notes);
});

test('a server that loses what it acknowledged fails, in whichever process the device is', async () => {
  const report = await new Run(planOf({ every: { drop: 30 } }), noView).execute();
  expect(byName(report)['loss.reliable']).toBe(false);
});

test('an interrupted run is settled, judged and told', async () => {
  const scenario = talk(endless) as unknown as Scenario;
  const plan = planOf({}, { scenario });
  let interrupt = () => {};
  const view: RunView = {
    ...noView,
    progress: (label) => label === 'talking' && interrupt(),
  };
  const run = new Run(plan, view);
  interrupt = () => run.interrupt();
  const report = await run.execute();
  expect(report.interrupted).toBe(true);
  expect(report.verdicts.filter(({ ok }) => !ok)).toEqual([]);
});

test('a scenario that fails in a process fails the run, and leaves nothing', async () => {
  const scenario: Scenario = {
    ...(talk() as unknown as Scenario),
    run: () => Promise.reject(new Error('the sky fell')),
  };
  const plan = planOf({}, { scenario });
  expect(new Run(plan, noView).execute()).rejects.toThrow('the sky fell');
  await Promise.all(plan.workers.map(({ gone }) => gone));
});

test('faults begin with the load, stand in the report, and are undone before it is judged', async () => {
  const calls: string[] = [];
  const fault = { kind: 'fault', name: 'kill', about: 'kill@0', atMs: 0, endMs: 1 } as const;
  const faults = {
    isAny: true,
    start: () => void calls.push('start'),
    marks: () => [fault],
    problems: () => ['the disk could not be freed'],
    stop: async () => void calls.push('stop'),
  };
  const report = await new Run(planOf({}, { faults }), noView).execute();
  expect(calls).toEqual(['start', 'stop', 'stop']);
  expect(report.marks).toContainEqual(fault);
  expect(report.verdicts.at(-1)).toEqual({
    name: 'faults',
    ok: false,
    text: 'the disk could not be freed',
  });
});
