import type { Address } from '../device/fleet.ts';
import type { ClusterLink } from '../target/cluster-names.ts';
import { LocalCluster, type LocalClusterOptions } from '../target/local-cluster.ts';
import { LocalServer } from '../target/local-server.ts';
import type { Target } from '../target/server-address.ts';
import type { FaultPlan } from './planned-fault.ts';
import { FaultProxy } from './proxy.ts';
import type { FaultPart, SiteOptions } from './site.ts';
import { needsOf, targetsIn } from './site-needs.ts';
import type { FaultTargets } from './targets.ts';

/** What the tool started for a run, and the proxies between its parts. */
export interface OwnServers {
  readonly target: Target | undefined;
  readonly server: LocalServer | undefined;
  readonly cluster: LocalCluster | undefined;
  readonly targets: FaultTargets | undefined;
  /** By target; undefined is the one that is meant when none is said. */
  readonly parts: ReadonlyMap<string | undefined, FaultPart>;
  /** In the links that a target means. */
  proxies(target: string): readonly FaultProxy[];
  stop(): Promise<void>;
}

/** Of the data's disk when it is to be filled. Bytes. */
const diskBytes = 256 * 1024 * 1024;

export function startOwn(plan: FaultPlan, options: SiteOptions): Promise<OwnServers> {
  const { cluster } = options;
  return cluster === undefined ? startServer(plan, options) : startCluster(plan, options, cluster);
}

async function startServer(plan: FaultPlan, { server: given }: SiteOptions): Promise<OwnServers> {
  const needs = needsOf(plan);
  const server = await LocalServer.start({
    ...(needs.has('disk') ? { dataBytes: diskBytes } : {}),
    ...(needs.has('clock') ? { fakeClock: true } : {}),
    ...given,
  });
  return {
    target: server.target,
    server,
    cluster: undefined,
    targets: undefined,
    parts: new Map([[undefined, server]]),
    proxies: () => [],
    stop: () => server.stop(),
  };
}

async function startCluster(
  plan: FaultPlan,
  { random, proxy }: SiteOptions,
  given: LocalClusterOptions,
): Promise<OwnServers> {
  const targets = targetsIn(given);
  const wanted = targets.linksOf(plan);
  const between = new Map<string, FaultProxy>();
  const through = async ({ name }: ClusterLink, part: Address) => {
    if (!wanted.has(name)) return part;
    const own = await FaultProxy.start(part, random, proxy);
    between.set(name, own);
    return own;
  };
  const stopProxies = async () => {
    await Promise.all([...between.values()].map((own) => own.stop()));
  };
  const fakeClock = needsOf(plan).has('clock') ? { fakeClock: true } : {};
  try {
    const node = { ...fakeClock, ...given.node };
    const cluster = await LocalCluster.start({ ...given, node, between: through });
    return {
      target: cluster.target,
      server: undefined,
      cluster,
      targets,
      parts: cluster.parts,
      proxies: (target) => targets.links(target).map((name) => between.get(name) as FaultProxy),
      async stop() {
        await cluster.stop();
        await stopProxies();
      },
    };
  } catch (error) {
    await stopProxies();
    throw error;
  }
}
