import type { Clock, Random } from '@eagre/protocol';
import type { ClusterBus } from '../bus/bus.ts';
import type { Config } from '../config/schema.ts';
import type { Limits } from '../limits.ts';
import type { Logger } from '../observability/logger.ts';
import { openClusterBus } from './cluster-bus.ts';
import { clusterStore } from './cluster-store.ts';
import type { NodeOptions, OpenTimeline } from './node-types.ts';
import { storeIn } from './store-in.ts';

export interface NodePartsOptions {
  given: Pick<NodeOptions, 'openTimeline' | 'bus' | 'clusterBus' | 'abort'>;
  config: Config;
  node: string;
  clock: Clock;
  random: Random;
  limits: Limits;
  logger: Logger;
}

export interface NodeParts {
  clusterBus: ClusterBus | undefined;
  openTimeline: OpenTimeline;
}

/** Store and bus: those that were handed in, or those that the settings name. */
export async function nodeParts(options: NodePartsOptions): Promise<NodeParts> {
  const { given, config } = options;
  if (!config.cluster) {
    const openTimeline = given.openTimeline ?? storeIn(config.data);
    return { clusterBus: given.clusterBus, openTimeline };
  }
  const openTimeline = given.openTimeline ?? clusterStore({ ...options, abort: given.abort });
  const isHandedIn = given.bus !== undefined || given.clusterBus !== undefined;
  const clusterBus = isHandedIn ? given.clusterBus : await openClusterBus(options);
  return { clusterBus, openTimeline: endingWith(openTimeline, clusterBus) };
}

/** A node that does not come to be for lack of its store leaves no bus behind either. */
function endingWith(open: OpenTimeline, bus: ClusterBus | undefined): OpenTimeline {
  return async (options) => {
    try {
      return await open(options);
    } catch (error) {
      await bus?.close();
      throw error;
    }
  };
}
