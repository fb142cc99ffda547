import { expect, test } from 'bun:test';
import { FakeClock, type SeededRandom, seedFromEnv, testScale, withSeed } from '@eagre/testkit';
import { limits } from '../../limits.ts';
import { CrowdNode } from './test/crowd-node.ts';
import { type BusFaults, FaultyBus } from './test/faulty-bus.ts';
import { roomKey } from './test/presence-fixture.ts';
import { RoamingDevice } from './test/roaming-device.ts';

const rooms = ['a', 'b', 'c', 'd', 'e', 'f'].map(roomKey);
const actsForMs = 19_000;
const mostLateMs = 3000;

interface Scenario {
  readonly faults: BusFaults;
  /** Devices go from node to node, each once, and never close a connection: no grace plays a part. */
  readonly oneWay: boolean;
  /** After the last change counts must be right by then. */
  readonly rightAfterMs: number;
}

const delays = { mostDelayMs: 400, loss: 0, double: 0.2 };
const losses = { mostDelayMs: 400, loss: 0.4, double: 0.2 };
/** Two messages that must arrive one after the other, and then the counts: each may be lost once. */
const rightAfterLossMs = 2000 + 2 * limits.roomMoveRepeatMs + limits.roomCrowdMs;

function world(random: SeededRandom, faults: BusFaults) {
  const clock = new FakeClock();
  const bus = new FaultyBus(clock, random.fork(), faults);
  const tools = { clock, random, rooms };
  const nodes = ['n1', 'n2', 'n3'].map((name) => new CrowdNode(name, bus.at(name), tools));
  const devices = Array.from(
    { length: 4 },
    (_, i) => new RoamingDevice(`u${i >> 1}`, `d${i}`, { clock, random: random.fork() }),
  );
  return { clock, bus, nodes, devices };
}

type World = ReturnType<typeof world>;

/** One device's doings, as a list of moments. */
function plan(
  device: RoamingDevice,
  { clock, nodes }: World,
  random: SeededRandom,
  oneWay: boolean,
) {
  const stops = oneWay
    ? random.shuffle(nodes)
    : Array.from({ length: 5 }, () => random.pick(nodes));
  let atMs = random.int(1000);
  for (const node of stops) {
    const cleanly = !oneWay && random.chance(0.5);
    clock.setTimer(atMs, () => device.connect(node, cleanly));
    for (let acts = 1 + random.int(5); acts > 0; acts -= 1) {
      atMs += random.int(500);
      clock.setTimer(atMs, () => device.act(rooms));
    }
    atMs += random.int(1000);
  }
  if (!oneWay && random.chance(0.3)) clock.setTimer(atMs, () => device.giveUp(random.chance(0.5)));
}

/** Where all are, as the nodes count it, and as it has to be. */
function counts({ nodes, devices }: World) {
  const where = devices.map((device) => ({ user: device.user, at: device.expected() }));
  const online = rooms.map((room) => nodes.map((node) => node.online(room).devices));
  const here = rooms.map((room) => nodes.reduce((sum, node) => sum + node.devices(room), 0));
  const right = rooms.map((room) => where.filter(({ at }) => at.has(room)).length);
  return { online, here, right, rightEverywhere: right.map((count) => nodes.map(() => count)) };
}

async function run(random: SeededRandom, scenario: Scenario): Promise<void> {
  const made = world(random, scenario.faults);
  const { clock, bus, nodes, devices } = made;
  for (const device of devices) plan(device, made, random, scenario.oneWay);
  const settleMs = mostLateMs + scenario.rightAfterMs + (scenario.oneWay ? 0 : limits.roomGraceMs);
  await clock.advance(actsForMs + settleMs);
  const { online, here, right, rightEverywhere } = counts(made);
  expect(here).toEqual(right);
  expect(online).toEqual(rightEverywhere);
  for (const device of devices) device.giveUp(true);
  await clock.advance(limits.heartbeatTimeoutMs + limits.roomGraceMs + scenario.rightAfterMs);
  expect(
    counts(made)
      .online.flat()
      .every((count) => count === 0),
  ).toBe(true);
  for (const { presence, errors } of nodes) {
    expect(errors).toEqual([]);
    expect(presence.remembered).toEqual({ devices: 0, users: 0 });
  }
  expect(bus.subscriptions).toBe(nodes.length * rooms.length);
}

const scenarios: [name: string, scenario: Scenario][] = [
  ['over a slow bus', { faults: delays, oneWay: false, rightAfterMs: 2000 }],
  ['over a bus that loses', { faults: losses, oneWay: false, rightAfterMs: rightAfterLossMs }],
  ['between nodes, within 2 s', { faults: delays, oneWay: true, rightAfterMs: 2000 }],
  ['between nodes, with losses', { faults: losses, oneWay: true, rightAfterMs: rightAfterLossMs }],
];

for (const [name, scenario] of scenarios) {
  test(`membership converges to the model ${name}`, async () => {
    const first = seedFromEnv();
    for (let i = 0; i < 60 * testScale(); i += 1) {
      await withSeed((random) => run(random, scenario), first + i);
    }
  }, 60_000);
}
