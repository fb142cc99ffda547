import { expect, test } from 'bun:test';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { PostgresServer, withSeed } from '@eagre/testkit';
import { Crowd, type Home } from './support/crowd.ts';
import { cyclesMs, slowCycles } from './support/cycles.ts';
import { NatsWithRoute } from './support/nats-with-route.ts';
import { BareNodes, firstOf } from './support/site.ts';

const homes: readonly Home[] = [
  ['a', 'phone', 'node1'],
  ['b', 'phone', 'node2'],
  ['c', 'phone', 'node3'],
  ['d', 'phone', 'node1'],
  ['e', 'phone', 'node2'],
];

/** Each node believes that all is well: it is connected to its server. */
test.skipIf(whyNoCluster() !== undefined)(
  `a route between two NATS servers breaks, ${slowCycles} times: heads tell what did not come`,
  () =>
    withSeed(async (random) => {
      await using postgres = await PostgresServer.start();
      await using bus = await NatsWithRoute.start(random);
      const behind = bus.servers.map(({ url }) => ({ postgres: postgres.url, nats: url }));
      await using bare = await BareNodes.start(behind);
      await using crowd = await Crowd.gather(bare, random, homes);
      crowd.talk();
      for (let cycle = 0; cycle < slowCycles; cycle += 1) {
        const when = `cycle ${cycle}, no route between the buses of node1 and node2`;
        await crowd.hear(30, when);
        await bus.breakRoute();
        // The last words of all: no later message of a queue shows that they are missing.
        await crowd.hear(30, when);
        await crowd.hush();
        await crowd.upTo(crowd.mark(), `${when}, while it is broken`);
        expect((await firstOf(bus.servers).figures()).peers).toBe(1);
        await bus.mendRoute();
        crowd.talk();
        await crowd.upTo(crowd.mark(), when);
      }
      await crowd.judge(postgres, 'in the end');
    }),
  cyclesMs(slowCycles),
);
