import type { Readiness } from '../api/health.ts';
import type { Timeline } from '../timeline/timeline.ts';
import type { BusWatch } from './bus-watch.ts';
import type { Stations } from './stations.ts';

export interface NodeReadinessOptions {
  stations: {
    gateway: Pick<Stations['gateway'], 'draining'>;
    overload: { readonly cause: string | undefined };
    store: Pick<Timeline, 'conversations'>;
  };
  /** Only in a cluster. */
  bus: Pick<BusWatch, 'awayMs'> | undefined;
  /** A node without the bus for this long is not ready; 0: it stays ready. ms. */
  readyWithoutBusMs: number;
  /** The node was asked to stop. */
  stopping: () => boolean;
}

/** What a node says of itself to load balancers (docs/adr/0021-readiness-and-the-bus.md). */
export function nodeReadiness(options: NodeReadinessOptions): Readiness {
  const { bus, readyWithoutBusMs, stopping } = options;
  const { gateway, overload, store } = options.stations;
  const busTrouble = () => {
    const awayMs = bus?.awayMs;
    if (awayMs === undefined) return undefined;
    const text = `bus: not connected for ${Math.round(awayMs / 1000)} s`;
    return { text, isFatal: readyWithoutBusMs > 0 && awayMs >= readyWithoutBusMs };
  };
  return {
    draining: () => gateway.draining,
    reasons() {
      const reasons: string[] = [];
      if (stopping() || gateway.draining) reasons.push('draining');
      if (overload.cause !== undefined) reasons.push(`overloaded: ${overload.cause}`);
      const trouble = busTrouble();
      if (trouble?.isFatal) reasons.push(trouble.text);
      return reasons;
    },
    degraded() {
      const trouble = busTrouble();
      if (trouble === undefined || trouble.isFatal) return [];
      return [`${trouble.text}; what other nodes say comes by comparing heads`];
    },
    async storeAnswers() {
      await store.conversations('', '', 1);
    },
  };
}
