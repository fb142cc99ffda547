import { afterAll, describe, test } from 'bun:test';
import { FaultProxy } from '@eagre/swarm/fault/proxy';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { SeededRandom, withSeed } from '@eagre/testkit';
import { Crowd } from './support/crowd.ts';
import { cyclesMs, hardCycles } from './support/cycles.ts';
import { sharedCluster } from './support/shared-cluster.ts';
import { firstOf, nodeOf } from './support/site.ts';

const lonely = 'node2';
const links = {
  NATS: ['nats'],
  PostgreSQL: ['postgres'],
  both: ['nats', 'postgres'],
} as const;

/** How long the node is alone: longer than it takes to find that a silent part is lost. ms. */
const aloneMs = 3000;

describe.skipIf(whyNoCluster() !== undefined)('a node is cut off under load', () => {
  const proxies = new Map<string, FaultProxy>();
  const cluster = sharedCluster({
    between: async ({ node, part }, address) => {
      if (node !== lonely) return address;
      const proxy = await FaultProxy.start(address, new SeededRandom(1));
      proxies.set(part, proxy);
      return proxy;
    },
  });
  afterAll(() => Promise.all([...proxies.values()].map((proxy) => proxy.stop())));

  const cases = Object.entries(links).flatMap(([from, parts]) =>
    (['cut', 'silent'] as const).map((how) => [from, how, parts] as const),
  );
  test.each(cases)(
    `from %s, %s, ${hardCycles} times: the others notice nothing, and it heals`,
    (from, how, parts) =>
      withSeed(async (random) => {
        const site = cluster();
        await using crowd = await Crowd.gather(site, random);
        const others = [...crowd.at(nodeOf(site, 'node1')), ...crowd.at(nodeOf(site, 'node3'))];
        const cut = parts.map((part) => proxies.get(part)).filter((one) => one !== undefined);
        crowd.talk();
        for (let cycle = 0; cycle < hardCycles; cycle += 1) {
          const when = `cycle ${cycle}, ${lonely} without ${from} (${how})`;
          await crowd.hear(20 + random.int(50), when);
          await crowd.burst();
          const alone = Bun.sleep(aloneMs);
          for (const proxy of cut) await takeAway(proxy, how);
          await crowd.upTo(crowd.mark(), `${when}, the others`, others);
          await alone;
          await crowd.upTo(crowd.mark(), `${when}, the others, late`, others);
          await crowd.chatGoesOn(`${when}, the others`, others);
          for (const proxy of cut) await giveBack(proxy);
          await crowd.upTo(crowd.mark(), when);
        }
        await crowd.judge(firstOf(site.postgres), 'in the end');
      }),
    cyclesMs(hardCycles),
  );
});

async function takeAway(proxy: FaultProxy, how: 'cut' | 'silent'): Promise<void> {
  if (how === 'silent') await proxy.put({ kind: 'stall', way: 'both', share: 1 });
  else {
    await proxy.refuse(true);
    await proxy.cut(1);
  }
}

async function giveBack(proxy: FaultProxy): Promise<void> {
  await proxy.refuse(false);
  await proxy.heal();
}
