import { expect, test } from 'bun:test';
import { Api } from '@eagre/swarm/target/api';
import { ApiError } from '@eagre/swarm/target/api-error';
import { whyNoCluster } from '@eagre/swarm/target/local-cluster';
import { withSeed } from '@eagre/testkit';
import { Crowd } from './support/crowd.ts';
import { cycles, cyclesMs } from './support/cycles.ts';
import { sharedCluster } from './support/shared-cluster.ts';
import { firstOf, nodeOf } from './support/site.ts';
import { readStored } from './support/stored.ts';

const cluster = sharedCluster();

/** Messages that each of two nodes takes between two switches of the mode. */
const burst = 20;

test.skipIf(whyNoCluster() !== undefined)(
  `two nodes append to one group and switch its mode at once, ${2 * cycles} times`,
  () =>
    withSeed(async (random) => {
      const site = cluster();
      const store = firstOf(site.postgres);
      await using crowd = await Crowd.gather(site, random);
      const group = `group:${crowd.name}-write`;
      const apis = ['node1', 'node2'].map(
        (name) => new Api(nodeOf(site, name).url, site.secrets.key),
      );
      const speakers = [...crowd.at(nodeOf(site, 'node1')), ...crowd.at(nodeOf(site, 'node2'))];
      expect(speakers).toHaveLength(2);
      for (let cycle = 0; cycle < 2 * cycles; cycle += 1) {
        // From here on: the whole burst may be answered before the modes are.
        const heard = crowd.hear(1, `cycle ${cycle}`);
        for (let i = 0; i < burst; i += 1) for (const person of speakers) person.say(group);
        await Bun.sleep(random.int(20));
        const policies = random.shuffle(['read', 'write']);
        await Promise.all([
          heard,
          ...apis.map((api, i) =>
            change(api, group, random.chance(0.5) ? policies[i] : policies[0]),
          ),
        ]);
      }
      await crowd.judge(store, 'in the end');
      const { logs } = await readStored(store, crowd.name);
      const { entries = [] } = logs.conversations.get(group) ?? {};
      const messages = entries.filter(({ type }) => type === 'message');
      expect(messages).toHaveLength(2 * cycles * burst * 2);
      const switches =
        logs.users.get(`${crowd.name}-a`)?.filter(({ type }) => type === 'mode') ?? [];
      expect(switches.length).toBeGreaterThan(cycles / 2);
    }),
  cyclesMs(cycles),
);

/** Of two who change it at once, one may be told to look again. */
async function change(api: Api, group: string, policy: string | undefined): Promise<void> {
  try {
    await api.patch(`/v1/groups/${encodeURIComponent(group)}`, { policy });
  } catch (error) {
    if (!(error instanceof ApiError) || error.wire?.temporary !== true) throw error;
  }
}
