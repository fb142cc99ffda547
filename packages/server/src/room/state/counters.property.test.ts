import { expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import { documentKey } from '../../keys.ts';
import { limits } from '../../limits.ts';
import type { Counters } from './counters.ts';
import { countsMessage, room, Station } from './test/station.ts';

const rounds = 60 * testScale();

interface Device {
  name: string;
  node: string;
  seq: number;
  /** Sent and perhaps counted, but the answer did not come. */
  unanswered: { seq: number; counts: Record<string, number> } | undefined;
}

interface Node {
  use: ReturnType<Station['counting']>;
  counters: Counters;
}

test('over lost answers, failing commits and clean restarts, the sum is what devices meant', () =>
  withSeed(async (random) => {
    for (let round = 0; round < rounds; round += 1) await playRound(random);
  }));

async function playRound(random: SeededRandom): Promise<void> {
  const station = new Station();
  station.fault = () => random.pick([undefined, undefined, 'lost', 'refused']);
  const names = ['n1', 'n2'];
  const nodes = new Map<string, Node>();
  for (const name of names) nodes.set(name, await start(station, name));
  const devices = Array.from({ length: 6 }, (_, i): Device => {
    return { name: `u${i}/d`, node: random.pick(names), seq: 0, unanswered: undefined };
  });
  const model = new Map<string, number>();
  for (let step = 0; step < 80; step += 1) {
    const name = random.pick(names);
    const node = nodes.get(name) as Node;
    switch (random.int(10)) {
      case 0:
        await node.use.commits.commit().catch(() => {});
        break;
      case 1:
        await stop(station, node);
        nodes.set(name, await start(station, name));
        break;
      case 2:
        publish(station, name, node, random.chance(0.2));
        break;
      case 3:
        void node.use.commits.commit().catch(() => {});
        break;
      case 4:
        await node.counters.check();
        break;
      default:
        tap(random, nodes, random.pick(devices), model);
    }
  }
  for (const device of devices) if (device.unanswered !== undefined) send(nodes, device);
  station.fault = () => undefined;
  for (const node of nodes.values()) await node.use.commits.commit();
  const sums = await station.store.counts(documentKey(room, 'counters'));
  expect(Object.fromEntries(sums)).toEqual(Object.fromEntries(model));
  // Quiet now: every node's totals come to the store's, whatever the bus lost or told too late.
  for (const [name, node] of nodes) publish(station, name, node, false);
  await station.clock.advance(3 * limits.roomCommitMs + 1);
  for (const { counters } of nodes.values()) {
    await counters.check();
    expect(counters.totals()).toEqual(Object.fromEntries(model));
  }
}

/** A device's taps are meant once; it sends again, with the same seq, what was not answered. */
function tap(
  random: SeededRandom,
  nodes: Map<string, Node>,
  device: Device,
  model: Map<string, number>,
): void {
  if (device.unanswered === undefined) {
    device.seq += 1 + random.int(3);
    const counts = { [random.pick(['like', 'wow'])]: 1 + random.int(5) };
    for (const [name, sum] of Object.entries(counts)) model.set(name, (model.get(name) ?? 0) + sum);
    device.unanswered = { seq: device.seq, counts };
  }
  send(nodes, device);
  if (random.chance(0.6)) device.unanswered = undefined;
}

function send(nodes: Map<string, Node>, device: Device): void {
  const { seq, counts } = device.unanswered as NonNullable<Device['unanswered']>;
  (nodes.get(device.node) as Node).counters.tap(device.name, seq, counts);
}

function publish(station: Station, name: string, { counters }: Node, isLost: boolean): void {
  const deltas = counters.takeDeltas();
  if (deltas !== undefined && !isLost) station.bus.publish(room, countsMessage(name, deltas));
}

async function start(station: Station, name: string): Promise<Node> {
  const use = station.counting(name);
  await use.taps.load();
  return { use, counters: await station.openCounters(use) };
}

/** A clean stop: the store is back by the time the node gives up. */
async function stop(station: Station, { use }: Node): Promise<void> {
  const { fault } = station;
  await use.commits.commit().catch(() => {});
  station.fault = () => undefined;
  await use.commits.commit();
  await use.taps.save();
  station.fault = fault;
}
