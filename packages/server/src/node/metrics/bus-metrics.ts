import type { BusStats } from '../../bus/bus.ts';
import type { Stations } from '../stations.ts';
import { byLabel, type MetricRow, onceATurn } from './metric-table.ts';

/** None where there is one node. */
export function busMetrics({ clusterBus, desk }: Stations): MetricRow[] {
  if (clusterBus === undefined) return [];
  const nodes: MetricRow[] = [
    ['nodes', 'Nodes that were heard of lately, with this one', () => desk.nodes().length],
    [
      'bus_connected',
      '1 while the way to other nodes is open',
      () => (clusterBus.connected ? 1 : 0),
    ],
  ];
  if (clusterBus.stats === undefined) return nodes;
  const stats = onceATurn(() => clusterBus.stats?.() as BusStats);
  return [
    ...nodes,
    ['bus_subjects', 'Subjects that this node listens to', () => stats().subscriptions],
    ['bus_published_total', 'Messages to other nodes', () => stats().published],
    ['bus_published_bytes_total', 'Their bytes', () => stats().publishedBytes],
    ['bus_received_total', 'Messages from other nodes', () => stats().received],
    ['bus_received_bytes_total', 'Their bytes', () => stats().receivedBytes],
    [
      'bus_dropped_total',
      'Messages that reached no other node, by reason',
      () => byLabel('reason', stats().dropped),
      'reason',
    ],
    [
      'bus_unreadable_total',
      'Messages of other nodes that were not understood, by reason',
      () => byLabel('reason', stats().unreadable),
      'reason',
    ],
    ['bus_reconnects_total', 'Times that the bus was connected again', () => stats().reconnects],
  ];
}
