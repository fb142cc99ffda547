import type { QueueEntry, RoomEntry } from './entry.ts';
import type { WireError } from './errors.ts';
import type { ConversationId, QueueId, UserId } from './ids.ts';
import type { RoomChat, RoomCounters, RoomJoins, RoomOnline } from './room.ts';

/** Entries of one queue: `items[i]` has syncId `first + i`. */
export interface EntriesPush {
  push: 'entries';
  queue: QueueId;
  epoch: number;
  first: number;
  items: QueueEntry[];
}

/** Pushes were left out for this device; it compares these heads with its positions and pulls. */
export interface HeadPush {
  push: 'head';
  heads: [queue: QueueId, epoch: number, head: number][];
}

export interface TypingPush {
  push: 'typing';
  conversation: ConversationId;
  user: UserId;
}

/** A read watermark moved: the user's own from another device, or the other side's of a direct chat. */
export interface ReadPush {
  push: 'read';
  conversation: ConversationId;
  user: UserId;
  syncId: number;
}

/** The server is about to close: reconnect after a random time within `spreadMs`. */
export interface DrainNotice {
  push: 'notice';
  notice: 'drain';
  spreadMs: number;
}

/** The token ends soon; send `renew`. */
export interface TokenNotice {
  push: 'notice';
  notice: 'token_expiring';
  expiresAt: number;
}

/**
 * What happened in a room since the last frame, merged. Everything but `room`, `at`, `epoch` and
 * `head` may be absent.
 */
export interface RoomPush {
  push: 'room';
  room: ConversationId;
  /** Server time at which the frame was put together, milliseconds since 1970. */
  at: number;
  /** The room's reliable log goes to here; who lacks something pulls. */
  epoch: number;
  head: number;
  /** syncId of `entries[0]`. */
  first?: number;
  entries?: RoomEntry[];
  chat?: RoomChat[];
  online?: RoomOnline;
  /** Totals that changed. */
  counters?: RoomCounters;
  joins?: RoomJoins;
}

/** Something that concerns this device in a room: it was muted, say, or is out of the room now. */
export interface RoomStatePush {
  push: 'room.state';
  room: ConversationId;
  /** With `banned`, `closed` and `elsewhere` the device is no longer in the room. */
  state:
    | 'muted'
    | 'unmuted'
    | 'banned'
    | 'closed'
    | 'elsewhere'
    | 'muted_all'
    | 'unmuted_all'
    | 'slow';
  /** Of `muted` and `banned`: until when (server time, ms; 0: without end). */
  until?: number;
  /** Of `slow`. */
  slowMs?: number;
}

export type Push =
  | RoomPush
  | RoomStatePush
  | EntriesPush
  | HeadPush
  | TypingPush
  | ReadPush
  | DrainNotice
  | TokenNotice;

export interface OkAnswer {
  id: number;
  ok: unknown;
}

export interface ErrorAnswer {
  id: number;
  error: WireError;
}

/** Whatever a server may send. */
export type ServerFrame = OkAnswer | ErrorAnswer | Push;
