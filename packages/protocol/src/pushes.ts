import type { QueueEntry } from './entry.ts';
import type { WireError } from './errors.ts';
import type { ConversationId, QueueId, UserId } from './ids.ts';

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

export type Push = EntriesPush | HeadPush | TypingPush | ReadPush | DrainNotice | TokenNotice;

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
