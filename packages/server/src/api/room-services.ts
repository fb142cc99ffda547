import type {
  AppId,
  ChatRank,
  ConversationId,
  DeviceId,
  RoomAttribute,
  RoomCounters,
  RoomMembersAnswer,
  RoomOnline,
  RoomRole,
  RoomSendAnswer,
  RoomSetAnswer,
  UserId,
} from '@eagre/protocol';
import type { Actor } from '../conversation/actor.ts';
import type { Tier } from '../room/chat/tiers.ts';
import type { RoomMessage } from '../room/speech.ts';
import type { ModerationRequest } from '../room/state/moderate.ts';
import type { RoomChange } from '../room/state/room-change.ts';
import type { Page } from './services.ts';

/** What holds in a room now. */
export interface RoomTier extends Omit<Tier, 'fromDevices'> {
  /** Some of it was set for this room, and does not follow from the online count. */
  overridden: boolean;
}

/** Times are milliseconds since 1970. */
export interface RoomDetails {
  room: ConversationId;
  name?: string;
  /** It is in memory; online and tier of another are those of an empty room. */
  open: boolean;
  closed: boolean;
  createdAt: number;
  online: RoomOnline;
  /** The most devices at once, so far. */
  peak: number;
  visitors: number;
  tier: RoomTier;
  mutedAll: boolean;
  slowMs: number;
  /** Absent: as the server has it. So with `perSecond`. */
  deviceLimit?: number;
  perSecond?: number;
  /** How many are refused: the list itself is nobody's to read. */
  words: number;
}

export interface RoomSummary {
  room: ConversationId;
  name?: string;
  online: RoomOnline;
  windowMs: number;
}

/** What one node, or all together, did in a room since it was opened there. */
export interface RoomWork {
  chat: {
    offered: number;
    /** Messages times devices. */
    delivered: number;
    /** … that devices could not take, since their lines were jammed. */
    refused: number;
    /** Shown to nobody of a node: messages by reason, then by rank. */
    dropped: Record<string, Partial<Record<ChatRank, number>>>;
  };
  /** Frames times devices. */
  frames: number;
  /** Messages in one flush. */
  flushSizes: { p50: number; max: number; recent: number[] };
  /** Entries times devices, and the devices that had to be given some again. */
  reliable: { delivered: number; retried: number; carried: number; pulled: number };
}

export interface RoomNodeWork extends RoomWork {
  /** In the room, on this node. */
  devices: number;
}

export interface RoomNodeStats extends RoomNodeWork {
  node: string;
}

export interface RoomStats extends RoomWork {
  room: ConversationId;
  online: RoomOnline;
  peak: number;
  visitors: number;
  /** Oldest first. */
  curve: [at: number, devices: number][];
  tier: RoomTier;
  counters: RoomCounters;
  /** Those that have it open, the one that was asked first. */
  nodes: RoomNodeStats[];
  /** Nodes that run and did not say in time what they did. */
  missing: string[];
}

export interface NewRoomMessage extends RoomMessage {
  room: ConversationId;
}

export interface RoomRoleOf {
  user: UserId;
  role: RoomRole;
}

/** A user, or one device of it, until a time (0: without end). */
export interface RoomTerm {
  user: UserId;
  device?: DeviceId;
  until: number;
}

export interface RoomModeration {
  mutedAll: boolean;
  slowMs: number;
  muted: RoomTerm[];
  banned: RoomTerm[];
}

/** A token of a spread command that is good. */
export interface VerifiedSpread {
  room: ConversationId;
  user: UserId;
  device: DeviceId;
  epoch: number;
  syncId: number;
  /** The device's own moment. */
  dueAt: number;
  /** It is not due yet. */
  early: boolean;
}

/** What the HTTP API does with rooms. */
export interface ApiRooms {
  /** Errors: `already_exists`, `limit_exceeded`. */
  create(actor: Actor, room: ConversationId, change: RoomChange): Promise<RoomDetails>;
  /** Undefined: neither stored nor open. */
  get(app: AppId, room: ConversationId): Promise<RoomDetails | undefined>;
  change(actor: Actor, room: ConversationId, change: RoomChange): Promise<RoomDetails>;
  close(actor: Actor, room: ConversationId): Promise<void>;
  /** Those that are open, the one with the most devices first. */
  list(app: AppId, page: { offset: number; limit: number }): Promise<Page<RoomSummary>>;
  stats(app: AppId, room: ConversationId): Promise<RoomStats>;
  /** Counts as one of the app's sends. */
  send(actor: Actor, message: NewRoomMessage): Promise<RoomSendAnswer>;
  attributes(app: AppId, room: ConversationId): Promise<Record<string, RoomAttribute>>;
  /** Errors: `version_mismatch`, `limit_exceeded`, `too_large`. */
  setAttributes(
    actor: Actor,
    room: ConversationId,
    set: Record<string, unknown>,
    expect?: Record<string, number>,
  ): Promise<RoomSetAnswer>;
  counters(app: AppId, room: ConversationId): Promise<RoomCounters>;
  addCounters(actor: Actor, room: ConversationId, add: RoomCounters): Promise<RoomCounters>;
  members(app: AppId, room: ConversationId): Promise<RoomMembersAnswer>;
  setRole(actor: Actor, room: ConversationId, user: UserId, role: RoomRole): Promise<void>;
  /** In order of the users. */
  roles(
    app: AppId,
    room: ConversationId,
    page: { after: UserId | undefined; limit: number },
  ): Promise<Page<RoomRoleOf>>;
  moderate(actor: Actor, room: ConversationId, request: ModerationRequest): Promise<void>;
  moderation(app: AppId, room: ConversationId): Promise<RoomModeration>;
  /** Errors: `invalid_argument` when the token is no good. */
  verifySpread(app: AppId, token: string): Promise<VerifiedSpread>;
  /** Of all rooms of the app. */
  tiers(app: AppId): Promise<Tier[]>;
  setTiers(app: AppId, tiers: readonly Tier[]): Promise<Tier[]>;
}
