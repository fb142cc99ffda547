import { latencyBuckets, type Metrics } from '../../observability/metrics.ts';
import type { Stations } from '../stations.ts';
import { busMetrics } from './bus-metrics.ts';
import { fanoutMetrics } from './fanout-metrics.ts';
import { feedMetrics } from './feed-metrics.ts';
import { gatewayMetrics } from './gateway-metrics.ts';
import { addMetrics } from './metric-table.ts';
import { processMetrics } from './process-metrics.ts';
import { roomMetrics } from './room-metrics.ts';
import { timelineMetrics } from './timeline-metrics.ts';

/** Tells `/metrics` where each station counts what it does. */
export function addNodeMetrics(metrics: Metrics, stations: Stations): void {
  addMetrics(metrics, [
    ...processMetrics(stations),
    ...gatewayMetrics(stations),
    ...busMetrics(stations),
    ...feedMetrics(stations),
    ...fanoutMetrics(stations),
    ...roomMetrics(stations),
    ...timelineMetrics(stations),
  ]);
  const { commits, deliveries } = stations.latencies;
  metrics.histogram(
    { name: 'commit_seconds', help: 'Time from the order to store something to its commit' },
    commits,
    latencyBuckets,
  );
  metrics.histogram(
    {
      name: 'delivery_seconds',
      help: 'Time from the oldest message of a frame to its last device here, once a frame',
    },
    deliveries,
    latencyBuckets,
  );
}
