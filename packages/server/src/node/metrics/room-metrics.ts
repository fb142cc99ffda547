import { chatRanks } from '@eagre/protocol';
import type { AudienceCounters } from '../../fanout/audience-counters.ts';
import type { Sample } from '../../observability/metrics.ts';
import { dropReasons } from '../../room/chat/chat-counts.ts';
import type { ByRank } from '../../room/chat/sampler.ts';
import type { RoomServices } from '../../room/services.ts';
import { byLabel, type MetricRow, onceATurn } from './metric-table.ts';

/** What the metrics of rooms are read from. */
export interface RoomMetricsSource {
  readonly room: Pick<RoomServices, 'rooms' | 'presence' | 'counts'>;
}

export function roomMetrics({ room }: RoomMetricsSource): MetricRow[] {
  const { counts, presence } = room;
  const tiers = onceATurn(() => byTier(room));
  return [
    ['rooms', 'Rooms open here, by the tier that is in force', () => tiers().rooms, 'tier'],
    ['room_devices', 'Devices of this node in them, by tier', () => tiers().devices, 'tier'],
    ['room_present_devices', 'Devices that are in a room', () => presence.devices],
    ['rooms_opened_total', 'Rooms opened', () => counts.opened],
    ['rooms_released_total', 'Rooms let go', () => counts.released],
    ['room_enters_total', 'Devices that came in', () => counts.entered],
    ['room_returns_total', 'Devices that came back in time', () => counts.returned],
    ['room_leaves_total', 'Devices that left', () => counts.left],
    ['room_taps_total', 'Sums of taps taken in', () => counts.taps],
    ['room_duplicate_taps_total', 'Sums of taps that came again', () => counts.duplicateTaps],
    ['room_holes_total', 'Holes of the bus mended by a read', () => counts.holes],
    ...totals(room),
  ];
}

function totals({ rooms }: Pick<RoomServices, 'rooms'>): MetricRow[] {
  const read = onceATurn(() => rooms.totals());
  const chat = (name: 'offered' | 'taken' | 'shown') => () => byRank(read().chat[name]);
  const out = (name: keyof AudienceCounters) => () => read().delivered[name];
  return [
    ['room_snapshots_total', 'Answers to entering put together', () => read().snapshots],
    ['room_chat_offered_total', 'Messages of viewers here', chat('offered'), 'rank'],
    ['room_chat_taken_total', 'Messages from other nodes', chat('taken'), 'rank'],
    ['room_chat_shown_total', 'Messages put into frames', chat('shown'), 'rank'],
    ['room_chat_dropped_total', 'Messages left out', () => dropped(read().chat), 'reason', 'rank'],
    ['room_chat_published_total', 'Messages for other nodes', () => read().chat.published],
    ['room_waited_seconds_total', 'Waits of messages', () => read().chat.waitedMs / 1000],
    ['room_longest_wait_seconds', 'The longest of them', () => read().chat.longestWaitMs / 1000],
    ['room_jams_total', 'Flushes that waited for another', () => read().chat.jams],
    ['room_overtakes_total', 'Flushes that overtook another', () => read().chat.overtakes],
    ['room_flushes_total', 'Frames made and handed out', out('flushes')],
    ['room_flush_seconds_total', 'Time of handing out', () => read().delivered.flushMs / 1000],
    ['room_longest_flush_seconds', 'The longest', () => read().delivered.longestFlushMs / 1000],
    ['room_frames_total', 'Frames that devices took', out('frames')],
    ['room_chars_total', 'Characters of those frames', out('chars')],
    ['room_chat_delivered_total', 'Messages in those frames', out('chatDelivered')],
    ['room_reliable_delivered_total', 'Entries in those frames', out('reliableDelivered')],
    ['room_refused_frames_total', 'Frames that devices refused', out('refusedFrames')],
    ['room_refused_chat_total', 'Messages lost with them', out('refusedChat')],
    ['room_refused_reliable_total', 'Entries to be given again', out('refusedReliable')],
    [
      'room_mended_total',
      'Devices that got entries after a refusal, or were told to pull, by the way',
      () => {
        const { retried, carried, pulled } = read().delivered;
        return byLabel('way', { retried, carried, pulled });
      },
      'way',
    ],
  ];
}

function byTier({ rooms }: Pick<RoomServices, 'rooms'>): { rooms: Sample[]; devices: Sample[] } {
  const sums = new Map<number, { rooms: number; devices: number }>();
  for (const { tier, crowd } of rooms.all()) {
    const sum = sums.getOrInsertComputed(tier.fromDevices, () => ({ rooms: 0, devices: 0 }));
    sum.rooms += 1;
    sum.devices += crowd.devices;
  }
  const samples = (name: 'rooms' | 'devices') =>
    [...sums].map(([from, sum]) => ({ labels: { tier: String(from) }, value: sum[name] }));
  return { rooms: samples('rooms'), devices: samples('devices') };
}

function byRank(counts: ByRank): Sample[] {
  return chatRanks.map((rank, index) => ({ labels: { rank }, value: counts[index] ?? 0 }));
}

function dropped(chat: { readonly dropped: Readonly<Record<string, ByRank>> }): Sample[] {
  return dropReasons.flatMap((reason) =>
    byRank(chat.dropped[reason] ?? []).map(({ labels, value }) => ({
      labels: { reason, ...labels },
      value,
    })),
  );
}
