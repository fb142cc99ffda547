import { UsageError } from '@eagre/swarm/cli/usage-error';
import type { Address } from '@eagre/swarm/device/fleet';
import { LocalCluster, whyNoCluster } from '@eagre/swarm/target/local-cluster';
import type { Progress } from '../cli/progress.ts';
import { onExit } from './cleanup.ts';
import { canPin, loadCore, serverCore } from './cores.ts';
import type { Processes } from './cpu-share.ts';
import { secrets } from './credentials.ts';
import type { Served } from './served.ts';
import { metricOf, profilingFlags, roomForBench, type ServerSettings } from './server-process.ts';

/** Where a bench has its cluster: on all cores, or on the server's so that the load has its own. */
const placements = { everywhere: [serverCore, loadCore], besideLoad: [serverCore] } as const;

/** Two nodes over PostgreSQL and NATS. It ends with the bench. */
export class ClusterProcess implements Served {
  readonly #cluster: LocalCluster;
  readonly #end: () => Promise<void>;

  /** Throws an error of usage where the machine has no PostgreSQL or no NATS. */
  static async start(
    settings: ServerSettings,
    progress: Progress,
    placement: keyof typeof placements = 'everywhere',
  ): Promise<ClusterProcess> {
    const whyNot = whyNoCluster();
    if (whyNot !== undefined) throw new UsageError(whyNot);
    progress.step('starting PostgreSQL, NATS and two nodes');
    const cluster = await LocalCluster.start({
      nodes: 2,
      secrets,
      node: { settings: { ...roomForBench, ...settings }, ...profilingFlags() },
      ...(canPin ? { cores: placements[placement] } : {}),
    });
    return new ClusterProcess(cluster);
  }

  private constructor(cluster: LocalCluster) {
    this.#cluster = cluster;
    this.#end = onExit(() => cluster.stop());
  }

  /** Of the first node: nothing that is measured goes by the front. */
  get url(): string {
    return this.urls[0];
  }

  get urls(): readonly [string, ...string[]] {
    return this.#cluster.nodes.map(({ url }) => url) as [string, ...string[]];
  }

  get addresses(): readonly [Address, ...Address[]] {
    const { nodes } = this.#cluster;
    return nodes.map(({ host, port }) => ({ host, port })) as [Address, ...Address[]];
  }

  get natsUrl(): string {
    return this.#cluster.nats[0]?.url as string;
  }

  get processes(): Processes {
    const { nodes, postgres, nats } = this.#cluster;
    return {
      ...Object.fromEntries(nodes.map(({ name, pid }) => [name, pid])),
      postgres: postgres[0]?.pid as number,
      nats: nats[0]?.pid as number,
    };
  }

  async metric(name: string): Promise<number> {
    const each = await Promise.all(this.urls.map((url) => metricOf(url, name)));
    return each.reduce((sum, value) => sum + value, 0);
  }

  stop(): Promise<void> {
    return this.#end();
  }
}
