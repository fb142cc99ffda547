import { type ChatRank, chatRanks } from '@eagre/protocol';
import type { RoomStats, RoomTier } from '../api/room-services.ts';
import { dropReasons } from '../room/chat/chat-counts.ts';
import type { Room } from '../room/room.ts';

export function tierOf(room: Room): RoomTier {
  const { windowMs, flushItems, displayPerSecond } = room.tier;
  return { windowMs, flushItems, displayPerSecond, overridden: room.isTierOverridden };
}

export function statsOf(room: Room): RoomStats {
  const { crowd, delivered, counters } = room;
  const { offered, dropped, sizes } = room.pipeline.counts;
  const reasons = dropReasons.map((reason) => [reason, byRank(dropped[reason])] as const);
  return {
    room: room.id,
    online: crowd.total(),
    peak: crowd.peak,
    visitors: crowd.visitors,
    curve: crowd.curve().map(({ at, devices }) => [at, devices]),
    tier: tierOf(room),
    chat: {
      offered: sum(offered),
      delivered: delivered.chatDelivered,
      refused: delivered.refusedChat,
      dropped: Object.fromEntries(reasons.filter(([, ranks]) => Object.keys(ranks).length > 0)),
    },
    frames: delivered.frames,
    flushSizes: { p50: sizes.median(), max: sizes.max, recent: sizes.recent() },
    reliable: {
      delivered: delivered.reliableDelivered,
      retried: delivered.retried,
      carried: delivered.carried,
      pulled: delivered.pulled,
    },
    counters: counters.totals(),
  };
}

function byRank(counts: readonly number[]): Partial<Record<ChatRank, number>> {
  const named = chatRanks.map((rank, i) => [rank, counts[i] ?? 0] as const);
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
