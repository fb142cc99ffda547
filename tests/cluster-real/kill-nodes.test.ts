import { test } from 'bun:test';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { withSeed } from '@eagre/testkit';
import { Crowd } from './support/crowd.ts';
import { cycles, cyclesMs } from './support/cycles.ts';
import { sharedCluster } from './support/shared-cluster.ts';
import { firstOf } from './support/site.ts';

const cluster = sharedCluster();

test.skipIf(whyNoCluster() !== undefined)(
  `${cycles} times kill -9 of a node under load: nothing is lost or doubled`,
  () =>
    withSeed(async (random) => {
      const { nodes, postgres } = cluster();
      const store = firstOf(postgres);
      await using crowd = await Crowd.gather(cluster(), random);
      crowd.talk();
      for (let cycle = 0; cycle < cycles; cycle += 1) {
        const node = random.pick(nodes);
        const when = `cycle ${cycle}, kill -9 of ${node.name}`;
        await crowd.hear(20 + random.int(100), when);
        // Commits wait at PostgreSQL, so that the node dies before it hears of them.
        store.pause();
        crowd.sayMuch();
        await Bun.sleep(100);
        await node.kill();
        store.resume();
        // The others notice nothing.
        const others = crowd.people.filter(({ url }) => url !== node.url && url !== crowd.url);
        await crowd.upTo(crowd.mark(), `${when}, while it is away`, others);
        await node.restart();
        await crowd.upTo(crowd.mark(), when);
      }
      await crowd.judge(store, 'after the last cycle');
    }),
  cyclesMs(cycles),
);
