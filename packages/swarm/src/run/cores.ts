import { availableParallelism } from 'node:os';

const taskset = process.platform === 'linux' ? Bun.which('taskset') : null;

/** A server of the tool's own has a core to itself: neither takes what the other is measured by. */
export const serverCore = 0;

/** For less a store, a bus, a front and several nodes would wait for each other, not for the load. */
const leastOfCluster = 2;

/** A cluster has the first half of them; undefined where all share all cores. */
export function clusterCores(all = availableParallelism()): number[] | undefined {
  if (taskset === null || all < 2 * leastOfCluster) return undefined;
  return Array.from({ length: Math.floor(all / 2) }, (_, core) => core);
}

/**
 * What goes in front of a command that shall keep off the first cores, that of a server unless told;
 * nothing where that can't be.
 */
export function besideServer(taken = 1): string[] {
  const last = availableParallelism() - 1;
  if (taskset === null || last < taken) return [];
  return [taskset, '--cpu-list', last === taken ? `${last}` : `${taken}-${last}`];
}
