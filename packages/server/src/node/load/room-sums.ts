import type { AudienceCounters } from '../../fanout/audience-counters.ts';
import { type ChatCounts, dropReasons } from '../../room/chat/chat-counts.ts';
import type { ByRank } from '../../room/chat/sampler.ts';
import type { Rooms } from '../../room/rooms.ts';

/** What all rooms of the node together did since the start; one pass over them a second. */
export class RoomSums {
  readonly #rooms: Pick<Rooms, 'eachTotals'>;
  frames = 0;
  /** Messages and entries, times devices. */
  delivered = 0;
  /** Messages that were lost at jammed lines, times devices. */
  refused = 0;
  /** Messages that were shown to nobody of this node, in the order of `dropReasons`. */
  readonly dropped = dropReasons.map(() => 0);

  constructor(rooms: Pick<Rooms, 'eachTotals'>) {
    this.#rooms = rooms;
  }

  look(): void {
    this.frames = 0;
    this.delivered = 0;
    this.refused = 0;
    this.dropped.fill(0);
    this.#rooms.eachTotals((chat, delivered) => this.#add(chat, delivered));
  }

  #add({ dropped }: ChatCounts, delivered: AudienceCounters): void {
    this.frames += delivered.frames;
    this.delivered += delivered.chatDelivered + delivered.reliableDelivered;
    this.refused += delivered.refusedChat;
    for (let at = 0; at < dropReasons.length; at += 1) {
      const reason = dropReasons[at];
      if (reason !== undefined) this.dropped[at] = (this.dropped[at] ?? 0) + sum(dropped[reason]);
    }
  }
}

function sum(counts: ByRank): number {
  let total = 0;
  for (const count of counts) total += count;
  return total;
}
