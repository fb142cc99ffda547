import type { UserId } from './ids.ts';

/**
 * Words of live rooms (mission M9 to M14). A room has a conversation queue like a group, `room:NAME`,
 * for what must not be missed; everything else that happens in it lives in frames and is never stored.
 */

/** `host` and `staff` run the show; a `follower` comes before a `viewer` when not all can be shown. */
export const roomRoles = ['host', 'staff', 'follower', 'viewer'] as const;
export type RoomRole = (typeof roomRoles)[number];

/** Classes of what is said in a room; the third, `aggregate`, are the taps of `room.tap`. */
export const roomClasses = ['reliable', 'best-effort'] as const;
export type RoomClass = (typeof roomClasses)[number];

/**
 * Ranks of best-effort messages: when more are said than can be read, lower ranks are left out first.
 * A device's rank follows from its role; gifts come from the business backend.
 */
export const chatRanks = ['staff', 'gift', 'follower', 'viewer'] as const;
export type ChatRank = (typeof chatRanks)[number];

/** A best-effort message as frames carry it. It has no number and is not stored. */
export interface RoomChat {
  from: UserId;
  /** The sender's own id, by which it knows its message again. Absent on messages of a backend. */
  id?: string;
  kind: string;
  body: Record<string, unknown>;
  /** Absent: `viewer`. */
  rank?: Exclude<ChatRank, 'viewer'>;
}

export interface RoomOnline {
  devices: number;
  /** Different users; one that is on several nodes of a cluster counts once on each. */
  users: number;
}

/** So-and-so and so many others came in: a few names, and how many more. */
export interface RoomJoins {
  users: UserId[];
  more: number;
}

/** A value of a room's state, with the version of the `attributes` entry that set it. */
export interface RoomAttribute {
  value: unknown;
  version: number;
}

/** Totals by name: likes and whatever else is only counted. */
export type RoomCounters = Record<string, number>;

export interface RoomMember {
  user: UserId;
  role: RoomRole;
  /** Milliseconds since 1970. */
  enteredAt: number;
}
