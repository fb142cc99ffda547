import type { SeriesName } from '@eagre/server/console';

export type Value = number | null;
/** Values of one figure, one for each slot; null where nothing was measured or no node answered. */
export type Values = Value[];

/**
 * The worst node's figure holds for all: a mean would hide the one that is in trouble. Everything
 * else adds up.
 */
const worst: ReadonlySet<string> = new Set<SeriesName>([
  'loopLagMs',
  'overload',
  'ackP50Ms',
  'ackP99Ms',
  'deliveryP50Ms',
  'deliveryP99Ms',
  'storeP50Ms',
  'storeP99Ms',
]);

/** The figure of all nodes at slot `at`; null when none has one. */
export function mergedAt(key: string, nodes: readonly (Values | undefined)[], at: number): Value {
  const takesWorst = worst.has(key);
  let merged: Value = null;
  for (const values of nodes) {
    const value = values?.[at];
    if (value === null || value === undefined) continue;
    if (merged === null) merged = value;
    else merged = takesWorst ? Math.max(merged, value) : merged + value;
  }
  return merged;
}
