import type { FeedCounts } from '../../bus/feed/feed-counts.ts';
import type { Stations } from '../stations.ts';
import type { MetricRow } from './metric-table.ts';

/** None where the node has the store to itself. */
export function feedMetrics({ feed }: Pick<Stations, 'feed'>): MetricRow[] {
  if (feed === undefined) return [];
  const count = (name: keyof FeedCounts) => () => feed.counts[name];
  return [
    ['feed_queues', 'Queues that this node hears of by the bus', () => feed.queues],
    ['feed_open_holes', 'Queues of which entries are missing now', () => feed.holes],
    ['feed_held_entries', 'Entries that wait for one before them', count('held')],
    ['feed_held_chars', 'Characters of those entries', count('heldChars')],
    ['feed_holes_total', 'Times that entries were missing', count('holes')],
    ['feed_reads_total', 'Reads of the store for what was missing', count('reads')],
    ['feed_repaired_entries_total', 'Entries that those reads gave', count('repaired')],
    ['feed_compared_heads_total', 'Heads compared with the store', count('compared')],
    ['feed_lost_tails_total', 'Heads found to be further on', count('lostTails')],
    ['feed_heads_told_total', 'Times a head was told instead of entries', count('headsTold')],
    ['feed_failed_reads_total', 'Reads that the store could not serve', count('failedReads')],
  ];
}
