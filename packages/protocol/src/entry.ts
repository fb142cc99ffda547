import type { FanoutMode, Priority } from './classes.ts';
import type { ClientId, ConversationId, UserId } from './ids.ts';

/** A message of a conversation. `at` is the server's time in milliseconds since 1970. */
export interface MessageEntry {
  type: 'message';
  from: UserId;
  at: number;
  kind: string;
  body: Record<string, unknown>;
  /** Absent on messages that a business backend sent without one. */
  clientId?: ClientId;
  /** The body was taken back; it is then an empty object. */
  recalled?: true;
}

/** People came or went. */
export interface MembersEntry {
  type: 'members';
  at: number;
  by: UserId;
  joined?: UserId[];
  left?: UserId[];
}

/** The message at `target` of the same conversation was taken back. */
export interface RecallEntry {
  type: 'recall';
  at: number;
  by: UserId;
  target: number;
}

/** The conversation's name or priority changed. */
export interface InfoEntry {
  type: 'info';
  at: number;
  by: UserId;
  name?: string;
  priority?: Priority;
}

/** What stands in a conversation's queue: every message once, whatever the fan-out mode. */
export type ConversationEntry = MessageEntry | MembersEntry | RecallEntry | InfoEntry;

/** A reliable message of a room. */
export interface RoomMessageEntry extends MessageEntry {
  /** Of host and staff. */
  role?: 'host' | 'staff';
  /** To be opened at this instant of the server's clock (mission M13). */
  activateAt?: number;
  /** To be acted on at the device's own moment within so long after `at`: see `spreadDelayMs`. */
  spreadMs?: number;
}

/** Attributes of a room changed. */
export interface AttributesEntry {
  type: 'attributes';
  at: number;
  by: UserId;
  /** One more with each such entry of the room; the keys in `set` have it as their version now. */
  version: number;
  set: Record<string, unknown>;
  removed?: string[];
}

/** The room was closed: the last entry of its log. */
export interface ClosedEntry {
  type: 'closed';
  at: number;
  by: UserId;
}

/** What stands in the queue of a room. */
export type RoomEntry = RoomMessageEntry | AttributesEntry | ClosedEntry;

/**
 * What every entry of a user queue starts with: the place in a conversation's queue that it is
 * about. The store stamps it inside the commit.
 */
export interface Stamp {
  conversation: ConversationId;
  epoch: number;
  syncId: number;
}

/** Write fan-out: this member's copy of entry `syncId` of the conversation (mission M1). */
export interface CopyEntry extends Stamp {
  type: 'copy';
  entry: ConversationEntry;
}

/** A message for this user alone, shown after entry `syncId` of the conversation (mission M3). */
export interface PersonalEntry extends Stamp {
  type: 'personal';
  entry: MessageEntry;
}

/** The user became a member; what follows `syncId` is theirs. In `read` mode: a queue to follow. */
export interface JoinedEntry extends Stamp {
  type: 'joined';
  at: number;
  by: UserId;
  mode: FanoutMode;
  priority: Priority;
  name?: string;
}

/** The user is a member no more; the queue, if it was followed, ends at `syncId`. */
export interface LeftEntry extends Stamp {
  type: 'left';
  at: number;
  by: UserId;
  reason: 'left' | 'removed' | 'deleted';
}

/**
 * The fan-out mode was switched: entries up to `syncId` came the old way, later ones come the new
 * way (mission M4).
 */
export interface ModeEntry extends Stamp {
  type: 'mode';
  at: number;
  mode: FanoutMode;
  priority: Priority;
}

/** This user's own settings of the conversation changed (on another device, say). */
export interface SettingsEntry extends Stamp {
  type: 'settings';
  at: number;
  muted: boolean;
}

export type UserEntry =
  | CopyEntry
  | PersonalEntry
  | JoinedEntry
  | LeftEntry
  | ModeEntry
  | SettingsEntry;

export type QueueEntry = ConversationEntry | UserEntry | RoomEntry;
