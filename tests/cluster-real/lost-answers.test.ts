import { afterAll, describe, test } from 'bun:test';
import { FaultProxy } from '@eagre/swarm/fault/proxy';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { type PostgresServer, SeededRandom, until, withSeed } from '@eagre/testkit';
import { Crowd } from './support/crowd.ts';
import { cycles, cyclesMs } from './support/cycles.ts';
import { sharedCluster } from './support/shared-cluster.ts';
import { firstOf, nodeOf } from './support/site.ts';

const deaf = 'node2';

/**
 * The hardest case of "acknowledged once": PostgreSQL has committed, and the node never learns of it.
 * Its devices are told to try again, and the retry must find what the first try stored.
 */
describe.skipIf(whyNoCluster() !== undefined)('answers of PostgreSQL are lost', () => {
  let proxy: FaultProxy | undefined;
  const cluster = sharedCluster({
    between: async ({ node, part }, address) => {
      if (node !== deaf || part !== 'postgres') return address;
      proxy = await FaultProxy.start(address, new SeededRandom(1));
      return proxy;
    },
  });
  afterAll(() => proxy?.stop());

  test(
    `${cycles} times what was committed is answered to nobody: a retry stores nothing`,
    () =>
      withSeed(async (random) => {
        const site = cluster();
        const store = firstOf(site.postgres);
        await using crowd = await Crowd.gather(site, random);
        const here = crowd.at(nodeOf(site, deaf));
        let retried = 0;
        for (let cycle = 0; cycle < cycles; cycle += 1) {
          const when = `cycle ${cycle}, answers to ${deaf} are lost`;
          const stored = await rowsOf(store);
          const stall = await proxy?.put({ kind: 'stall', way: 'down', share: 1 });
          for (const person of here) for (const to of person.conversations) person.say(to);
          const isStored = async () => (await rowsOf(store)) > stored;
          await until(isStored, { what: `${when}: something to be committed`, pollMs: 20 });
          retried += here.reduce((sum, { underWay }) => sum + underWay, 0);
          await proxy?.cut(1);
          await stall?.lift();
          await crowd.hush();
          await crowd.upTo(crowd.mark(), when);
        }
        if (retried < cycles) throw new Error(`only ${retried} sends were left without an answer`);
        await crowd.judge(store, 'after the last cycle');
      }),
    cyclesMs(cycles),
  );
});

async function rowsOf(store: Pick<PostgresServer, 'sql'>): Promise<number> {
  return Number(await store.sql('SELECT count(*) FROM eagre.entry'));
}
