import { expect, test } from 'bun:test';
import { SeededRandom, withSeed } from '@eagre/testkit';
import { UsageError } from '../cli/usage-error.ts';
import { clusterNames } from '../target/cluster-names.ts';
import { parsePlan } from './plan.ts';
import { clash, faultText, type PlannedFault } from './planned-fault.ts';
import { scheduleFaults } from './schedule-faults.ts';
import { requireSite } from './site-needs.ts';
import { FaultTargets } from './targets.ts';

const random = new SeededRandom(1);
const shape = { nodes: 3, postgresServers: 1, natsServers: 1 };
const targets = new FaultTargets(clusterNames(shape));

function drawn(text: string, seed: number, count: number): PlannedFault[] {
  const all: PlannedFault[] = [];
  for (const fault of scheduleFaults(parsePlan(text), new SeededRandom(seed), targets)) {
    all.push(fault);
    if (all.length === count) break;
  }
  return all;
}

const names = (faults: readonly PlannedFault[]) => [...new Set(faults.map((f) => f.target))].sort();

test('a target stands behind the times, and is written as it is read', () => {
  const { faults } = parsePlan('kill@10:node2 stall:way=up@20+3:node1-nats pause@5:postgres');
  expect(faults.map(({ name, target }) => [name, target])).toEqual([
    ['pause', 'postgres'],
    ['kill', 'node2'],
    ['stall', 'node1-nats'],
  ]);
  const texts = faults.map(faultText);
  expect(texts[1]).toBe('kill@10s+1s:node2');
  expect(parsePlan(texts.join(' ')).faults).toEqual(faults);
});

test('parts are numbered where there are several', () => {
  const many = clusterNames({ nodes: 2, postgresServers: 2, natsServers: 3 });
  expect(many.postgres).toEqual(['postgres1', 'postgres2']);
  expect(many.nats).toEqual(['nats1', 'nats2', 'nats3']);
  expect(many.links).toHaveLength(10);
  expect(new FaultTargets(many).links('nats3')).toEqual(['node1-nats3', 'node2-nats3']);
  expect(targets.links('node2')).toEqual(['node2-postgres', 'node2-nats']);
  expect(targets.links('node2-nats')).toEqual(['node2-nats']);
  expect(targets.links('devices')).toEqual([]);
});

test('two faults at a time are for two parts', () => {
  parsePlan('kill@10+5:node1 kill@12+5:node2 pause@11+5:postgres partition@10+5:node1');
  expect(() => parsePlan('kill@10+5:node1 pause@12:node1')).toThrow('both take the whole node1');
  expect(() => parsePlan('kill@10+5 pause@12:node1')).toThrow('both take the whole node1');
});

test.each([
  ['kill@1:node4', 'has no target "node4"; it has node1, node2, node3, postgres, nats'],
  ['drain@1:postgres', 'it has node1, node2, node3'],
  ['clock:by=1h@1:nats', 'it has node1, node2, node3'],
  ['kill@1:node1-nats', '"kill" has no target'],
  ['partition@1:devices', 'it has node1, postgres, node1-postgres'],
  ['cut@1:server', 'it has devices, node1'],
  ['kill@1:', '"kill" has no target ""'],
  ['random:of=drain,on=postgres|nats', '"drain" has none of these targets'],
  ['disk@1:node1', 'nodes of a cluster keep nothing'],
])('%s is refused, and what would do is named', (text, message) => {
  const check = () => requireSite(parsePlan(text), { cluster: {}, devices: 1, random });
  expect(check).toThrow(UsageError);
  expect(check).toThrow(message);
});

test('without a cluster there are no targets but the usual', () => {
  const alone = (text: string) => () => requireSite(parsePlan(text), { devices: 1, random });
  expect(alone('kill@1:node1')).toThrow('"node1" is a part of a cluster: say --serve-cluster');
  expect(alone('cut@1:node1-nats')).toThrow('say --serve-cluster');
  expect(alone('random:on=node1')).toThrow('say --serve-cluster');
  expect(alone('partition@1')).toThrow('fault "partition" is for a cluster');
  expect(alone('cut@1:devices')).not.toThrow();
  expect(() => parsePlan('random:of=kill@5:node1')).toThrow('takes its targets as on=node1');
});

test('who names no target has one drawn: a node, or the devices', () =>
  withSeed((seeds) => {
    const seed = seeds.int(2 ** 31);
    const many = Array.from({ length: 40 }, (_, i) => `kill@${i * 5} cut@${i * 5}`).join(' ');
    const faults = drawn(many, seed, 80);
    expect(names(faults)).toEqual(['devices', 'node1', 'node2', 'node3']);
    expect(drawn(many, seed, 80)).toEqual(faults);
  }));

test('random rules draw over all parts, or those that are named, and no part twice at a time', () =>
  withSeed((seeds) => {
    const seed = seeds.int(2 ** 31);
    const rules = 'random:every=4s,of=kill|pause|drain random:every=3s,of=pause|kill';
    const faults = drawn(rules, seed, 300);
    expect(names(faults)).toEqual(['nats', 'node1', 'node2', 'node3', 'postgres']);
    for (const { name, target } of faults) {
      if (name === 'drain') expect(target).toStartWith('node');
    }
    for (const [i, a] of faults.entries()) {
      for (const b of faults.slice(Math.max(0, i - 8), i)) expect(clash(a, b)).toBe(false);
    }
    const meet = faults.some((a, i) => a.atMs < (faults[i - 1]?.atMs ?? 0) + 1000);
    expect(meet).toBe(true);
    expect(names(drawn('random:on=nats|node2', seed, 100))).toEqual(['nats', 'node2']);
    const cuts = names(drawn('random:every=2s,of=cut|partition', seed, 200));
    expect(cuts).toContain('devices');
    expect(cuts).toContain('node3-postgres');
    expect(cuts).toContain('node1');
  }));

test('only the links that a plan may be done to have a proxy', () => {
  const links = (text: string) => [...targets.linksOf(parsePlan(text))].sort();
  expect(links('kill@1:node1 cut@2 random:of=kill|pause')).toEqual([]);
  expect(links('stall@1:node1-nats partition@3:node2')).toEqual([
    ...['node1-nats', 'node2-nats', 'node2-postgres'],
  ]);
  expect(links('partition@1')).toHaveLength(6);
  expect(links('random:of=cut')).toHaveLength(6);
  expect(links('random:of=cut,on=nats')).toEqual(['node1-nats', 'node2-nats', 'node3-nats']);
});
