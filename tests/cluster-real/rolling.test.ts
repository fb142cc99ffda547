import { expect, test } from 'bun:test';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { testScale, withSeed } from '@eagre/testkit';
import { Crowd, frontHomes } from './support/crowd.ts';
import { cyclesMs } from './support/cycles.ts';
import { sharedCluster } from './support/shared-cluster.ts';
import { firstOf } from './support/site.ts';

const rounds = Math.ceil(2 * testScale());

/**
 * A device that is sent away comes back within its first back-off, 100 ms; the rest is for a machine
 * on which three nodes, their store and all devices share two cores. ms.
 */
const mostPauseMs = { p50: 1500, p99: 5000 };

const cluster = sharedCluster();

test.skipIf(whyNoCluster() !== undefined)(
  `rolling restart of three nodes under load, ${rounds} times: nobody loses anything`,
  () =>
    withSeed(async (random) => {
      const { nodes, postgres } = cluster();
      await using crowd = await Crowd.gather(cluster(), random, frontHomes);
      crowd.talk();
      for (let round = 0; round < rounds; round += 1) {
        for (const node of nodes) {
          const when = `round ${round}, ${node.name} is drained`;
          await crowd.hear(50, when);
          await node.drain();
          await node.restart();
          await crowd.upTo(crowd.mark(), when);
        }
      }
      await crowd.judge(firstOf(postgres), 'in the end');
      const pauses = crowd.people.flatMap((person) => person.pauses).sort((a, b) => a - b);
      const at = (share: number) => Math.round(pauses[Math.ceil(share * pauses.length) - 1] ?? 0);
      const told = { count: pauses.length, p50: at(0.5), p99: at(0.99), most: at(1) };
      console.log(`pauses of devices in a rolling restart, ms: ${JSON.stringify(told)}`);
      // Each device was sent away at least once in each round, since the last of them must move.
      expect(told.count).toBeGreaterThanOrEqual(rounds);
      expect(told.p50).toBeLessThan(mostPauseMs.p50);
      expect(told.p99).toBeLessThan(mostPauseMs.p99);
    }),
  cyclesMs(rounds * 3),
);
