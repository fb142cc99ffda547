import { describe, test } from 'bun:test';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { withSeed } from '@eagre/testkit';
import { Crowd } from './support/crowd.ts';
import { cycles, cyclesMs } from './support/cycles.ts';
import { Probe } from './support/probe.ts';
import { sharedCluster } from './support/shared-cluster.ts';
import { firstOf } from './support/site.ts';

describe.skipIf(whyNoCluster() !== undefined)('parts behind nodes are killed under load', () => {
  const cluster = sharedCluster();

  test(
    `${cycles} times kill -9 of PostgreSQL: sends are refused for a while, the room goes on`,
    () =>
      withSeed(async (random) => {
        const postgres = firstOf(cluster().postgres);
        await using crowd = await Crowd.gather(cluster(), random);
        crowd.talk();
        for (let cycle = 0; cycle < cycles; cycle += 1) {
          const when = `cycle ${cycle}, kill -9 of PostgreSQL`;
          using probe = await Probe.open(
            cluster(),
            random.pick(cluster().nodes),
            `${crowd.name}-a`,
          );
          await crowd.hear(20 + random.int(100), when);
          await crowd.burst();
          await postgres.kill();
          await Promise.all([
            probe.expectRefusal(`group:${crowd.name}-read`, when),
            crowd.chatGoesOn(when),
          ]);
          await postgres.restart();
          await crowd.upTo(crowd.mark(), when);
        }
        await crowd.judge(postgres, 'after the last cycle');
      }),
    cyclesMs(cycles),
  );

  test(
    `${cycles} times kill -9 of NATS: what other nodes commit is found without it`,
    () =>
      withSeed(async (random) => {
        const { nats, postgres } = cluster();
        await using crowd = await Crowd.gather(cluster(), random);
        crowd.talk();
        for (let cycle = 0; cycle < cycles; cycle += 1) {
          const when = `cycle ${cycle}, kill -9 of NATS`;
          await crowd.hear(20 + random.int(100), when);
          await firstOf(nats).kill();
          await crowd.hear(20 + random.int(30), `${when}, while it is away`);
          // No later message shows that the last ones are missing.
          await crowd.hush();
          await crowd.upTo(crowd.mark(), `${when}, while it is away`);
          crowd.talk();
          await firstOf(nats).restart();
          await crowd.upTo(crowd.mark(), when);
        }
        await crowd.judge(firstOf(postgres), 'after the last cycle');
      }),
    cyclesMs(cycles),
  );

  test(
    `${cycles} times both, and a node between: healed in any order`,
    () =>
      withSeed(async (random) => {
        const { nats, postgres, nodes } = cluster();
        await using crowd = await Crowd.gather(cluster(), random);
        crowd.talk();
        for (let cycle = 0; cycle < cycles; cycle += 1) {
          const parts = { nats: firstOf(nats), postgres: firstOf(postgres) };
          const dying = random.shuffle(['nats', 'postgres'] as const);
          // In turn one first and the other, so that both orders are there however few the cycles.
          const rising = cycle % 2 === 0 ? dying : dying.toReversed();
          const node = random.pick(nodes);
          const when = `cycle ${cycle}, kill -9 of ${dying}, ${node.name} between, back: ${rising}`;
          await crowd.hear(20 + random.int(50), when);
          await crowd.burst();
          await parts[dying[0] ?? 'nats'].kill();
          await node.kill();
          await parts[dying[1] ?? 'postgres'].kill();
          const back = node.restart();
          for (const part of rising) await parts[part].restart();
          await back;
          await crowd.upTo(crowd.mark(), when);
        }
        await crowd.judge(firstOf(postgres), 'after the last cycle');
      }),
    cyclesMs(cycles),
  );
});
