import { type ChatRank, chatRanks } from '@eagre/protocol';
import type { RoomNodeStats, RoomNodeWork, RoomStats, RoomTier } from '../api/room-services.ts';
import { dropReasons } from '../room/chat/chat-counts.ts';
import type { Room } from '../room/room.ts';

type Dropped = RoomNodeWork['chat']['dropped'];

export function tierOf(room: Room): RoomTier {
  const { windowMs, flushItems, displayPerSecond } = room.tier;
  return { windowMs, flushItems, displayPerSecond, overridden: room.isTierOverridden };
}

/** What this node did in the room since it was opened here. */
export function nodeWorkOf(room: Room): RoomNodeWork {
  const { delivered } = room;
  const { offered, dropped, sizes } = room.pipeline.counts;
  const reasons = dropReasons.map((reason) => [reason, byRank(dropped[reason])] as const);
  return {
    devices: room.crowd.devices,
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
  };
}

/** The room as this node knows it, and what the nodes did for it, added up. */
export function statsOf(
  room: Room,
  nodes: readonly RoomNodeStats[],
  missing: readonly string[],
): RoomStats {
  const { crowd, counters } = room;
  const total = (read: (node: RoomNodeStats) => number) => sum(nodes.map(read));
  return {
    room: room.id,
    online: crowd.total(),
    peak: crowd.peak,
    visitors: crowd.visitors,
    curve: crowd.curve().map(({ at, devices }) => [at, devices]),
    tier: tierOf(room),
    chat: {
      offered: total(({ chat }) => chat.offered),
      delivered: total(({ chat }) => chat.delivered),
      refused: total(({ chat }) => chat.refused),
      dropped: addedUp(nodes.map(({ chat }) => chat.dropped)),
    },
    frames: total(({ frames }) => frames),
    flushSizes: sizesOf(nodes),
    reliable: {
      delivered: total(({ reliable }) => reliable.delivered),
      retried: total(({ reliable }) => reliable.retried),
      carried: total(({ reliable }) => reliable.carried),
      pulled: total(({ reliable }) => reliable.pulled),
    },
    counters: counters.totals(),
    nodes: [...nodes],
    missing: [...missing],
  };
}

function sizesOf(nodes: readonly RoomNodeStats[]): RoomStats['flushSizes'] {
  const recent = nodes.flatMap(({ flushSizes }) => flushSizes.recent);
  const sorted = recent.toSorted((a, b) => a - b);
  return {
    p50: sorted[Math.floor(sorted.length / 2)] ?? 0,
    max: Math.max(0, ...nodes.map(({ flushSizes }) => flushSizes.max)),
    recent,
  };
}

function addedUp(all: readonly Dropped[]): Dropped {
  const sums: Dropped = {};
  for (const [reason, ranks] of all.flatMap((one) => Object.entries(one))) {
    const sumOf = sums[reason] ?? {};
    sums[reason] = sumOf;
    for (const [rank, count] of Object.entries(ranks)) {
      sumOf[rank as ChatRank] = (sumOf[rank as ChatRank] ?? 0) + count;
    }
  }
  return sums;
}

function byRank(counts: readonly number[]): Partial<Record<ChatRank, number>> {
  const named = chatRanks.map((rank, i) => [rank, counts[i] ?? 0] as const);
  return Object.fromEntries(named.filter(([, count]) => count > 0));
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
