import type { LaneCounters } from '../../fanout/fanout-counters.ts';
import type { Sample } from '../../observability/metrics.ts';
import type { Stations } from '../stations.ts';
import type { MetricRow } from './metric-table.ts';

export function fanoutMetrics({ fanout, scheduler }: Stations): MetricRow[] {
  const { counters } = fanout;
  const lanes = (name: keyof LaneCounters) => (): Sample[] =>
    Object.entries(counters.lanes).map(([lane, one]) => ({ labels: { lane }, value: one[name] }));
  return [
    ['fanout_topics', 'Queues with a device here', () => fanout.topics],
    ['fanout_subscriptions', 'Devices times queues they follow', () => fanout.subscriptions],
    ['fanout_messages_total', 'Messages taken from the bus', () => counters.messages],
    ['fanout_slices_total', 'Turns of the fan-out', () => scheduler.counters.slices],
    [
      'fanout_longest_slice_seconds',
      'The longest turn',
      () => scheduler.counters.longestSliceMs / 1000,
    ],
    ['delivered_frames_total', 'Frames handed to devices', lanes('frames'), 'lane'],
    ['delivered_chars_total', 'Characters of those frames', lanes('chars'), 'lane'],
    ['delivered_entries_total', 'Entries in those frames', lanes('entries'), 'lane'],
    ['flushes_total', 'Times entries were handed out', lanes('flushes'), 'lane'],
    ['merged_entries_total', "Entries in another one's frame", lanes('merged'), 'lane'],
    ['overflows_total', 'Flushes replaced by a head', lanes('overflows'), 'lane'],
    ['ephemerals_dropped_total', 'Dropped for all devices', lanes('ephemeralsDropped'), 'lane'],
  ];
}
