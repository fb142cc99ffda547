import type {
  AttributesEntry,
  ConversationId,
  GapReason,
  RoomChat,
  RoomCounters,
  RoomJoins,
  RoomMessageEntry,
  RoomOnline,
  RoomStatePush,
} from '@eagre/protocol';
import type { EagreError } from '../errors.ts';

interface InRoom {
  room: ConversationId;
}

/**
 * Entry `syncId` of the room's log. Within `epoch` the events `message` and `attributes` come exactly
 * once each, in ascending order.
 */
export interface RoomPlace extends InRoom {
  epoch: number;
  syncId: number;
}

/** A reliable message: an item card, a notice, the host's words. */
export type RoomMessageEvent = RoomPlace & RoomMessageEntry;

/** Attributes of the room changed; `room.attributes` has the change already. */
export type RoomAttributesEvent = RoomPlace & AttributesEntry;

/** A best-effort message, shown at most once. */
export type RoomChatEvent = InRoom &
  RoomChat & {
    type: 'chat';
    /** Server time, milliseconds since 1970. */
    at: number;
    /** Of this user. */
    own?: true;
    /** Said before the device came in; `at` is then when it came. */
    recent?: true;
  };

/** So-and-so and so many others came in. */
export type RoomJoinsEvent = InRoom & RoomJoins & { type: 'joins' };

export type RoomOnlineEvent = InRoom & RoomOnline & { type: 'online' };

/** All counters of the room, with the device's own taps that are under way. */
export interface RoomCountersEvent extends InRoom {
  type: 'counters';
  counters: Readonly<RoomCounters>;
}

/** The instant of a message with `activateAt`, or this device's own of one with `spreadMs`. */
export interface RoomActivateEvent extends InRoom {
  type: 'activate';
  message: RoomMessageEvent;
  /** Of `spreadMs`: proves to the backend that this device may act now. */
  token?: string;
}

/** Entries after `from` up to `to` of the log will not come; see `EagreGapEvent`. */
export interface RoomGapEvent extends InRoom {
  type: 'gap';
  reason: GapReason | 'refused';
  /** Of `to`. */
  epoch: number;
  from: number;
  to: number;
}

/** What concerns this device in the room; `returned`: it is in again after a lost connection. */
export interface RoomStateEvent extends InRoom {
  type: 'state';
  state: Exclude<RoomStatePush['state'], RoomEndReason> | 'returned';
  /** Of `muted`: until when (server time, milliseconds since 1970; 0: without end). */
  until?: number;
  /** Of `slow`: least milliseconds between two messages of a viewer. */
  slowMs?: number;
}

/**
 * Why a stay ended: `left` by the application, `elsewhere`: this device entered through another
 * connection, `refused`: the server did not take it back after a lost connection.
 */
export type RoomEndReason = 'left' | 'banned' | 'closed' | 'elsewhere' | 'refused';

/** The last event of a room. */
export interface RoomClosedEvent extends InRoom {
  type: 'closed';
  reason: RoomEndReason;
  error: EagreError;
}

/** Every event of a room by its name. */
export interface RoomEvents {
  message: RoomMessageEvent;
  chat: RoomChatEvent;
  joins: RoomJoinsEvent;
  online: RoomOnlineEvent;
  counters: RoomCountersEvent;
  attributes: RoomAttributesEvent;
  activate: RoomActivateEvent;
  gap: RoomGapEvent;
  state: RoomStateEvent;
  closed: RoomClosedEvent;
}

export type RoomEventName = keyof RoomEvents;
export type RoomEvent = RoomEvents[RoomEventName];
