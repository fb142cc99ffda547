import { expect, test } from 'bun:test';
import { groupOf } from '@eagre/protocol';
import { type SeededRandom, withSeed } from '@eagre/testkit';
import { Backend } from './support/backend.ts';
import { ClusterWorld } from './support/cluster-world.ts';
import type { SimDevice } from './support/sim-device.ts';
import { StoredLogs } from './support/stored-logs.ts';
import { checkSends } from './support/verdict-answers.ts';
import { checkApplication, checkDelays } from './support/verdict-logs.ts';
import { checkRows } from './support/verdict-rows.ts';

/** A message is with the other members' devices by then (mission M4). ms. */
const promptMs = 500;
const group = 'hot';

interface Hot {
  world: ClusterWorld;
  backend: Backend;
  /** One on each node. */
  devices: SimDevice[];
}

/** Two nodes with a member of one group on each; both may say as much as they like. */
async function openHot(random: SeededRandom, policy: 'read' | 'write'): Promise<Hot> {
  const world = new ClusterWorld(random, {
    nodes: ['n1', 'n2'],
    limits: { sendsPerSecond: 10_000, sendsBurst: 10_000, commandsPerSecond: 10_000 },
  });
  const backend = new Backend(world);
  for (const name of world.names) await world.during(world.start(name));
  const node = world.anyNode();
  if (node) await world.during(backend.makeGroup(node, group, policy, ['ann', 'bob']));
  const devices = ['ann', 'bob'].map((user, i) => {
    world.pinned.set(`${user}/phone`, world.names[i] as string);
    return world.device(user, 'phone');
  });
  await world.clock.advance(500);
  expect([...world.nodes.values()].map(({ lines }) => lines.size)).toEqual([1, 1]);
  return { world, backend, devices };
}

function say({ devices }: Hot): void {
  for (const device of devices) void device.client.group(group).send(device.nextText());
}

/** Fails unless all is well; gives the number of entries of the group. */
async function closeHot({ world, backend, devices }: Hot): Promise<number> {
  await world.clock.advance(3000);
  const logs = new StoredLogs(world, promptMs);
  const found = [...world.faults, ...world.reported, ...backend.faults, ...checkRows(logs)];
  for (const { user, application } of devices) {
    found.push(
      ...checkApplication(logs, user, application),
      ...checkSends(logs, user, application),
    );
    found.push(...checkDelays(logs, application, promptMs));
  }
  expect(found).toEqual([]);
  await world.during(Promise.all(devices.map((device) => device.close())));
  for (const name of world.names) await world.during(world.stop(name, 0));
  await world.clock.advance(5000);
  expect(world.faults).toEqual([]);
  expect(world.clock.pendingTimers).toBe(0);
  return logs.conversations.get(groupOf(group))?.entries.length ?? 0;
}

test.each(['read', 'write'] as const)(
  'two nodes append to one hot group at once, in %s mode: one order, nothing twice',
  (policy) =>
    withSeed(async (random) => {
      const hot = await openHot(random, policy);
      for (let i = 0; i < 200; i += 1) {
        say(hot);
        await hot.world.clock.advance(random.next() * 10);
      }
      // Who joined at the start is told by one entry more.
      expect(await closeHot(hot)).toBe(401);
      const seen = hot.devices.map(({ application }) => application.seen.get(groupOf(group)));
      expect(seen[0]?.map(({ text }) => text)).toEqual(seen[1]?.map(({ text }) => text) ?? []);
    }),
);

test('two nodes switch the mode of one group at once while both append to it', () =>
  withSeed(async (random) => {
    const hot = await openHot(random, 'write');
    const { backend, world } = hot;
    for (let i = 0; i < 100; i += 1) {
      say(hot);
      if (i % 4 === 0) {
        backend.change('n1', group, 'read');
        backend.change('n2', group, 'write');
      }
      await world.clock.advance(random.next() * 20);
    }
    expect(await closeHot(hot)).toBe(201);
    const logs = new StoredLogs(world, promptMs);
    const switches = logs.users.get('ann')?.filter(({ type }) => type === 'mode') ?? [];
    expect(switches.length).toBeGreaterThan(10);
  }));
