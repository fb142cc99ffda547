import type { Address } from '@eagre/swarm/device/fleet';
import type { Processes } from './cpu-share.ts';

/** What a bench asks of what it measures: one server (`ServerProcess`), or a cluster (`ClusterProcess`). */
export interface Served {
  /** Of the HTTP API. */
  readonly url: string;
  /** Where devices connect, by turns. */
  readonly addresses: readonly [Address, ...Address[]];
  /** All that does work. */
  readonly processes: Processes;
  /** A metric, all its labels and all nodes together. Fails when a node has none of that name. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}
