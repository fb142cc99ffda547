import { expect, test } from 'bun:test';
import { NodeConsole } from './test/console-cluster.ts';
import { StationCluster } from './test/station-cluster.ts';

const quietMs = 60_000;

/** Behind a front each question of a page comes to another node. */
test('rows that are alike stay in their places, whichever node is asked', async () => {
  const cluster = new StationCluster();
  const names = ['n1', 'n2', 'n3'];
  const nodes = [];
  for (const name of names) nodes.push(await cluster.start(name));
  const consoles = [];
  for (const node of nodes) consoles.push(await NodeConsole.open(cluster, node));
  for (const [i, node] of nodes.entries()) {
    const [ann] = await cluster.devices(node, ['ann', `u${i}`], node.name);
    if (ann === undefined) throw new Error('two devices were asked for');
    await cluster.call(ann, 'group.create', {
      group: `group:g${i}`,
      name: 'G',
      members: [`u${i}`],
    });
    await cluster.call(ann, 'room.enter', { room: `room:r${i}`, gen: 1 });
  }
  // Past the rates of what was just done: all queues are equally quiet, while all are asked.
  await cluster.clock.advance(quietMs);
  const headers = (await consoles[0]?.session()) ?? {};
  const paths = [
    ['/queues', 4],
    ['/rooms', 3],
    ['/devices', 6],
    ['/apps/shop/users/ann', 3],
  ] as const;
  for (const [path, count] of paths) {
    const told: string[][] = [];
    for (const one of consoles) told.push(namesIn((await one.ask('GET', path, headers)).body));
    expect([path, told[0]?.length]).toEqual([path, count]);
    expect([path, ...new Set(told.map(String))]).toEqual([path, String(told[0])]);
  }
  await cluster.close();
});

/** What rows of a list are called, in their order. */
function namesIn(body: object): string[] {
  const lists = body as Record<string, readonly Record<string, unknown>[]>;
  const rows = lists['queues'] ?? lists['rooms'] ?? lists['devices'] ?? [];
  return rows.map(
    ({ queue, room, user = 'ann', device }) => `${queue ?? room ?? `${user} ${device}`}`,
  );
}
