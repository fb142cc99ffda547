import type { Metrics } from '../../observability/metrics.ts';
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
}
