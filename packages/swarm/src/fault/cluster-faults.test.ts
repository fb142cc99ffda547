import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'bun:test';
import { closeTable, realClock } from '@eagre/protocol';
import { SeededRandom, until } from '@eagre/testkit';
import { whyNoCluster } from '../target/local-cluster.ts';
import { parsePlan } from './plan.ts';
import { FaultRunner } from './runner.ts';
import { OpenSite } from './site.ts';
import { Talk } from './test/talk.ts';

const patience = 60_000;
const isMissing = whyNoCluster() !== undefined;
const clusterTest = test.skipIf(isMissing);

let site: OpenSite;
let talk: Talk;
let talks = 0;

beforeAll(async () => {
  if (isMissing) return;
  const random = new SeededRandom(1);
  const cluster = { nodes: 2, node: { settings: { drainMs: 100 } } };
  site = await OpenSite.open(parsePlan('partition@0 cut@0'), { cluster, devices: 100, random });
}, patience);

afterAll(() => site?.close());

beforeEach(async () => {
  if (isMissing) return;
  talks += 1;
  talk = await Talk.open(site.target, undefined, `${talks}`);
  talk.goOn();
});

afterEach(() => talk?.[Symbol.dispose]());

/** Runs a plan while somebody talks; then all must be well again, and nothing acknowledged be lost. */
async function survives(text: string): Promise<FaultRunner> {
  const random = new SeededRandom(2);
  const plan = parsePlan(text);
  const runner = new FaultRunner({ plan, site, random, clock: realClock });
  runner.start();
  const isOver = () =>
    runner.marks.length === plan.faults.length &&
    runner.marks.every(({ endMs }) => endMs !== undefined);
  await until(isOver, { what: `the end of ${text}`, timeoutMs: 20_000 });
  await runner.stop();
  expect(runner.problems).toEqual([]);
  await talk.comeBack();
  const before = talk.acknowledged.length;
  const goesOn = () => talk.acknowledged.length > before + 20;
  await until(goesOn, { what: `messages after ${text}`, timeoutMs: 15_000 });
  await talk.stop();
  await talk.allHeard();
  return runner;
}

const temporary = () => talk.said.flatMap(({ error }) => (error ? [error.temporary] : []));

clusterTest(
  'kill of a node: its devices come back on the other, and nothing is lost',
  async () => {
    await survives('kill@0.2+1:node1 kill@2.5+1:node2');
    expect(talk.closes.length).toBeGreaterThan(1);
    expect(new Set(talk.closes)).toEqual(new Set([1006]));
  },
  patience,
);

clusterTest(
  'drain of a node: its devices are sent away and find the other',
  async () => {
    await survives('drain@0.2+0.2:node1 drain@3+0.2:node2');
    expect(new Set(talk.closes)).toEqual(new Set([closeTable.draining.code]));
  },
  patience,
);

clusterTest(
  'PostgreSQL killed: sends are refused for a time, connections stay, all goes on by itself',
  async () => {
    await survives('kill@0.2+1:postgres');
    expect(talk.closes).toEqual([]);
    expect(temporary().length).toBeGreaterThan(0);
    expect(new Set(temporary())).toEqual(new Set([true]));
  },
  patience,
);

clusterTest(
  'NATS killed: messages are acknowledged all the while, and all are heard',
  async () => {
    const before = talk.acknowledged.length;
    await survives('kill@0.2+1:nats');
    expect(talk.closes).toEqual([]);
    expect(temporary()).toEqual([]);
    expect(talk.acknowledged.length).toBeGreaterThan(before);
  },
  patience,
);

clusterTest(
  'what hangs goes on: PostgreSQL, NATS, a node; one at a time and together',
  async () => {
    await survives('pause@0.2+0.5:postgres pause@1+0.5:nats pause@1.2+0.5:node1');
    expect(talk.closes).toEqual([]);
    expect(talk.acknowledged.length).toBeGreaterThan(20);
  },
  patience,
);

clusterTest(
  'a node cut off from NATS, from PostgreSQL, from both heals without a restart',
  async () => {
    const pids = () => site.cluster?.nodes.map(({ pid }) => pid);
    const before = pids();
    await survives('stall@0.2+0.7:node1-nats cut@0.5:node2-postgres partition@1.2+1:node2');
    expect(pids()).toEqual(before);
    expect(talk.closes).toEqual([]);
  },
  patience,
);

clusterTest(
  'faults of devices are those of the front',
  async () => {
    const runner = await survives('cut@0.2');
    expect(runner.marks[0]?.about).toBe('cut:share=1,how=reset@200ms+0s:devices');
    expect(talk.closes).toEqual([1006, 1006]);
  },
  patience,
);
