import { describe, test } from 'bun:test';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { withSeed } from '@eagre/testkit';
import { Crowd } from './support/crowd.ts';
import { cyclesMs, slowCycles } from './support/cycles.ts';
import { sharedCluster } from './support/shared-cluster.ts';
import { firstOf } from './support/site.ts';

/** Shorter and longer than what anybody waits for an answer of a part that hangs. ms. */
const pausesMs = [1500, 4000] as const;

describe.skipIf(whyNoCluster() !== undefined)('processes stand still under load', () => {
  const cluster = sharedCluster();

  test.each(['node', 'postgres', 'nats'] as const)(
    `SIGSTOP of %s for seconds, ${slowCycles} times: nothing is lost or doubled`,
    (kind) =>
      withSeed(async (random) => {
        const { postgres, nats, nodes } = cluster();
        await using crowd = await Crowd.gather(cluster(), random);
        crowd.talk();
        for (let cycle = 0; cycle < slowCycles; cycle += 1) {
          const parts = { postgres: firstOf(postgres), nats: firstOf(nats) };
          const part = kind === 'node' ? random.pick(nodes) : parts[kind];
          const pauseMs = pausesMs[cycle % pausesMs.length] ?? 0;
          const when = `cycle ${cycle}, ${kind} stands still for ${pauseMs} ms`;
          await crowd.hear(20 + random.int(50), when);
          part.pause();
          await Bun.sleep(pauseMs);
          part.resume();
          await crowd.upTo(crowd.mark(), when);
          await crowd.hear(20, `${when}, thereafter`);
        }
        await crowd.judge(firstOf(postgres), 'in the end');
      }),
    cyclesMs(slowCycles),
  );
});
