import type { FaultCount, FaultKind } from '../device/faults.ts';
import type { Json } from '../engine/json.ts';
import type { PlaceTableJson } from '../engine/place-table.ts';

/** Devices that followed a conversation from the same base, and have handed over the same. */
export interface SeenGroup {
  /** What came after this place of the conversation is owed to them. */
  base: number;
  /** True when nobody told the base, and the first message that came made it. */
  isAssumed: boolean;
  /** When the last of them began to get what comes, as `nowMs`; null: not known. */
  sinceMs: number | null;
  /** The least of the places that they are at. */
  last: number;
  /** Messages handed over, and the sums of their hashes (device/place-hash.ts). */
  count: number;
  ids: number;
  places: number;
  devices: number;
  /** The user of one of them. */
  example: string;
}

/** A conversation or a room's log: what the senders of some processes did, what their devices saw. */
export interface ConversationFinding {
  conversation: string;
  sent: number;
  acked: number;
  refused: number;
  /** Never answered: that may be stored or not; and all, those among them that were found stored. */
  unknown: number;
  unanswered: number;
  /** When the first message was begun, as `nowMs`; null when none was. */
  firstSentMs: number | null;
  /** Least and greatest place that was acknowledged; 0 when none was. */
  firstPlace: number;
  head: number;
  /** Sums of the hashes of the acknowledged. */
  ids: number;
  places: number;
  table: PlaceTableJson;
  /** Hashes of ids that may, or must not, be there; only the first ones. */
  unknownIds: number[];
  refusedIds: number[];
  seen: SeenGroup[];
  /** Devices whose groups were too many to keep. */
  unjudged: number;
}

/** The chat of a room as the devices of one process on one node saw it. */
export interface ChatView {
  /** That showed it; empty when there is one server. */
  node: string;
  /** When the earliest of the witnesses came in, as `nowMs`; null when there is none. */
  sinceMs: number | null;
  /** Different messages, the sum of their hashes, and those among them that had been refused. */
  shown: number;
  ids: number;
  refused: number;
  /** Devices that were there before any of them was shown anything … */
  witnesses: number;
  /** … and the messages shown to them, added up. */
  shownToWitnesses: number;
}

export interface RoomFinding {
  room: string;
  chatSent: number;
  chatAcked: number;
  chatRefused: number;
  chatUnknown: number;
  /** When the first message was begun, as `nowMs`; null when none was. */
  firstChatMs: number | null;
  /** One of each process and node with devices of it in the room. */
  views: ChatView[];
  /** Connected devices that are in the room at the end. */
  inside: number;
  taps: Record<string, number>;
  tapsUnknown: Record<string, number>;
}

/** What one process found; merged over all by `mergeFindings`. */
export interface Findings {
  conversations: ConversationFinding[];
  rooms: RoomFinding[];
  /** Faults that devices found by themselves. */
  faults: Partial<Record<FaultKind, FaultCount>>;
  /** Devices that are connected at the end, and those that should be and are not. */
  connected: number;
  away: number;
  /** How often a device left a conversation: of what it saw before only order and place are checked. */
  left: number;
  /** Whatever a scenario wants its `judge` to know. */
  own: Record<string, Json>;
}
