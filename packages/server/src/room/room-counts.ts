import {
  type AudienceCounters,
  addAudienceCounters,
  newAudienceCounters,
} from '../fanout/audience-counters.ts';
import type { Limits } from '../limits.ts';
import { ChatCounts } from './chat/chat-counts.ts';
import type { Room } from './room.ts';

/** What the rooms of a node count beside audience and pipelines, since the start. */
export interface RoomCounts {
  opened: number;
  released: number;
  entered: number;
  returned: number;
  left: number;
  taps: number;
  duplicateTaps: number;
  /** Holes that were found in what the bus brought, each mended by one read. */
  holes: number;
}

export function newRoomCounts(): RoomCounts {
  return {
    opened: 0,
    released: 0,
    entered: 0,
    returned: 0,
    left: 0,
    taps: 0,
    duplicateTaps: 0,
    holes: 0,
  };
}

/** What rooms said and delivered. */
export interface RoomTotals {
  readonly chat: ChatCounts;
  readonly delivered: AudienceCounters;
  snapshots: number;
}

export function newRoomTotals({ roomFlushSizes }: Pick<Limits, 'roomFlushSizes'>): RoomTotals {
  return { chat: new ChatCounts(roomFlushSizes), delivered: newAudienceCounters(), snapshots: 0 };
}

export function addTotals(sum: RoomTotals, { chat, delivered, snapshots }: RoomTotals): void {
  sum.chat.add(chat);
  addAudienceCounters(sum.delivered, delivered);
  sum.snapshots += snapshots;
}

export function totalsOf({ pipeline, delivered, snapshot }: Room): RoomTotals {
  return { chat: pipeline.counts, delivered, snapshots: snapshot.builds };
}
