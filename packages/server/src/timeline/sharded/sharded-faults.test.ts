import { expect, test } from 'bun:test';
import { type SeededRandom, testScale, withSeed } from '@eagre/testkit';
import {
  entriesOf,
  groupKey,
  inbox,
  message,
  ShardedWorld,
  stampsOf,
  type WorldNode,
} from './test/sharded-world.ts';

const groups = ['g0', 'g1', 'g2', 'g3', 'g4'].map(groupKey);
const users = Array.from({ length: 8 }, (_, n) => `u${n}`);

/** Every copy is there once, in the order of its conversation. */
async function expectComplete(world: ShardedWorld, { timeline }: WorldNode): Promise<void> {
  const heads = await timeline.heads(groups);
  for (const user of users) {
    const copies = await entriesOf(timeline, inbox(user));
    for (const [index, group] of groups.entries()) {
      const all = Array.from({ length: heads[index]?.head ?? 0 }, (_, n) => n + 1);
      expect([user, group, stampsOf(copies, group)]).toEqual([user, group, all]);
    }
  }
  expect(world.reported).toEqual([]);
}

test('servers away, answers lost, nodes killed: every copy once, in order', async () => {
  for (let cycle = 0; cycle < 15 * testScale(); cycle += 1) await withSeed(trouble);
}, 120_000);

async function trouble(random: SeededRandom): Promise<void> {
  const world = new ShardedWorld(random);
  const nodes = [await world.open(), await world.open(), await world.open()];
  const pick = <T>(all: readonly T[]) => all[Math.floor(random.next() * all.length)] as T;
  const acknowledged = new Set<string>();
  let sent = 0;
  world.delayMs = 20;
  for (let round = 0; round < 30; round += 1) {
    world.loss = random.next() < 0.5 ? 0 : random.next() * 0.2;
    for (const server of world.servers) server.isAway = random.next() < 0.2;
    if (random.next() < 0.2) await replace(world, nodes, pick([0, 1, 2]));
    for (let i = Math.floor(random.next() * 12); i > 0; i -= 1) {
      const id = `m${sent++}`;
      const done = pick(nodes).timeline.commit(message(pick(groups), users, id));
      done.then(
        ({ outcome }) => outcome === 'committed' && acknowledged.add(id),
        () => {},
      );
    }
    await world.clock.advance(random.next() * 1500);
  }
  world.heal();
  await world.clock.advance(10_000);
  world.delayMs = 0;
  const node = nodes[0] as WorldNode;
  await expectComplete(world, node);
  const logs = await Promise.all(groups.map((group) => entriesOf(node.timeline, group)));
  const stored = logs.flat().map((text) => (JSON.parse(text) as { text: string }).text);
  expect(new Set(stored).size).toBe(stored.length);
  for (const id of acknowledged) expect(stored).toContain(id);
  expect(acknowledged.size).toBeGreaterThan(20);
  expect(world.servers.flatMap((server) => outboxesLeft(server))).toEqual([]);
}

/** A node dies in whatever it does, and another comes; it starts when all servers are there. */
async function replace(world: ShardedWorld, nodes: WorldNode[], place: number): Promise<void> {
  world.kill(nodes[place] as WorldNode);
  const { loss } = world;
  world.heal();
  const opening = world.open();
  await world.clock.advance(1000);
  nodes[place] = await opening;
  world.loss = loss;
}

function outboxesLeft({ store }: ShardedWorld['servers'][number]): string[] {
  return store
    .queues('', Number.POSITIVE_INFINITY)
    .filter(({ queue, low, head }) => queue.includes('>') && low < head)
    .map(({ queue }) => queue);
}
