import type { RetentionCounts } from '../../conversation/retention.ts';
import type { TailCacheStats } from '../../timeline/tail-cache.ts';
import type { TimelineStats } from '../../timeline/timeline.ts';
import type { Stations } from '../stations.ts';
import { byLabel, type MetricRow } from './metric-table.ts';

export function timelineMetrics({
  store,
  timeline,
  conversation,
  retention,
}: Stations): MetricRow[] {
  const stored = (name: Exclude<keyof TimelineStats, 'failed'>) => () => store.stats()[name];
  const cached = (name: keyof TailCacheStats) => () => timeline.cacheStats()[name];
  const kept = (name: keyof RetentionCounts) => () => retention.counts[name];
  const switches = conversation.switcher.counts;
  return [
    ['commits_total', 'Commits on disk', stored('commits')],
    ['rows_total', 'Entries of queues on disk', stored('rows')],
    ['batches_total', 'Batches of commits on disk', stored('batches')],
    [
      'commits_failed_total',
      'Commits that could not be stored, by reason',
      () => byLabel('reason', store.stats().failed),
      'reason',
    ],
    ['commits_pending', 'Commits accepted and not on disk yet', stored('pending')],
    ['ranges_read_total', 'Ranges read from the store itself', stored('rangesRead')],
    ['batch_seconds', 'Time the last batch took', () => store.stats().lastBatchMs / 1000],
    ['tail_hits_total', 'Reads answered from memory', cached('hits')],
    ['tail_misses_total', 'Reads that waited for the store', cached('misses')],
    ['tail_store_reads_total', 'Reads of the store for the cache', cached('storeReads')],
    ['tail_most_reads_of_queue', 'Store reads of the queue read most', cached('mostReadsOfQueue')],
    ['tail_queues', 'Queues in the cache', cached('queues')],
    ['tail_bytes', 'Memory of the cache', cached('bytes')],
    [
      'mode_switches_total',
      'Switches of the fan-out mode, by the new one',
      () => byLabel('to', { read: switches.toRead, write: switches.toWrite }),
      'to',
    ],
    ['mode_switches_failed_total', 'Switches that failed', () => switches.failed],
    ['retention_sweeps_total', 'Times all queues were looked at', kept('sweeps')],
    ['retention_sweeps_failed_total', 'Sweeps that ended early', kept('failed')],
    ['retention_queues_total', 'Queues looked at by sweeps', kept('queues')],
    ['retention_trims_total', 'Queues trimmed by sweeps', kept('trimmed')],
    ['retention_entries_total', 'Entries deleted by sweeps', kept('entries')],
  ];
}
