import { UsageError } from '../cli/usage-error.ts';
import { clusterNames } from '../target/cluster-names.ts';
import { clusterShape, type LocalClusterOptions, whyNoCluster } from '../target/local-cluster.ts';
import { whyNoMovableClock } from '../target/local-server-clock.ts';
import { whyNoSmallDisk } from '../target/local-server-disk.ts';
import { faultSpec, type Need } from './fault-table.ts';
import type { FaultPlan } from './planned-fault.ts';
import { assertLocal, mostProxyLines } from './proxy.ts';
import type { SiteOptions } from './site.ts';
import { FaultTargets, requireNoTargets } from './targets.ts';

/** What a plan needs, each once. */
export function needsOf(plan: FaultPlan): Set<Need> {
  return new Set(namesIn(plan).flatMap((name) => faultSpec(name).needs));
}

export function targetsIn(cluster: LocalClusterOptions): FaultTargets {
  return new FaultTargets(clusterNames(clusterShape(cluster)));
}

/** Fails with what is missing for a plan, before anything was started. Throws `UsageError`. */
export function requireSite(plan: FaultPlan, options: SiteOptions): void {
  const { given, cluster, devices } = options;
  const needs = needsOf(plan);
  if (given !== undefined) requireOurs(plan, 'server', 'a server', '--serve');
  if (given !== undefined || cluster === undefined) {
    requireOurs(plan, 'cluster', 'a cluster', '--serve-cluster');
    requireNoTargets(plan);
  } else {
    targetsIn(cluster).require(plan);
  }
  if (needs.has('proxy') && given !== undefined) assertLocal(given.address);
  const why = [
    given === undefined && cluster !== undefined ? whyNoCluster() : undefined,
    needs.has('disk') ? (cluster === undefined ? whyNoSmallDisk() : noDisk) : undefined,
    needs.has('clock') ? whyNoMovableClock() : undefined,
    needs.has('proxy') && devices > mostProxyLines()
      ? `${devices} devices are more than the proxy can pass on (${mostProxyLines()}, by its open files)`
      : undefined,
  ].find((reason) => reason !== undefined);
  if (why !== undefined) throw new UsageError(why);
}

const noDisk =
  'fault "disk" is for --serve: nodes of a cluster keep nothing on a disk of their own';

function requireOurs(plan: FaultPlan, need: Need, what: string, option: string): void {
  const name = namesIn(plan).find((each) => faultSpec(each).needs.includes(need));
  if (name === undefined) return;
  throw new UsageError(
    `fault "${name}" is for ${what} that the tool started itself: say ${option}`,
  );
}

function namesIn({ faults, random }: FaultPlan) {
  return [...faults.map(({ name }) => name), ...random.flatMap(({ of }) => of)];
}
