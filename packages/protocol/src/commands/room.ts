import { z } from 'zod';
import type { RoomEntry } from '../entry.ts';
import { type ConversationId, clientId, deviceId, roomId, userId } from '../ids.ts';
import { messageKind } from '../kinds.ts';
import { wireLimits } from '../limits.ts';
import { epoch, syncId } from '../position.ts';
import type { GapReason } from '../queue-state.ts';
import {
  type RoomAttribute,
  type RoomChat,
  type RoomCounters,
  type RoomMember,
  type RoomOnline,
  type RoomRole,
  roomClasses,
} from '../room.ts';

const id = z.int().min(0);
/** Chosen by the device, greater with every action of the device: the greatest wins (mission M14). */
const gen = z.int().min(1).max(Number.MAX_SAFE_INTEGER);
const durationMs = z.int().min(1).max(wireLimits.moderationMs);

export const counterName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,32}$/, 'must be 1 to 32 characters of A-Z a-z 0-9 _ . -');
export const attributeName = z
  .string()
  .regex(/^[A-Za-z0-9_.-]{1,64}$/, 'must be 1 to 64 characters of A-Z a-z 0-9 _ . -');

/** Enters a room; with `leave`, hops: leaves that one with the same generation. */
export const roomEnter = z.strictObject({
  id,
  cmd: z.literal('room.enter'),
  room: roomId,
  gen,
  leave: roomId.optional(),
  /** The last reliable entry that the device has, when it comes back. */
  position: z.strictObject({ epoch, syncId }).optional(),
});

export const roomLeave = z.strictObject({ id, cmd: z.literal('room.leave'), room: roomId, gen });

/**
 * Says something in a room. `best-effort` (the default) is answered when it was taken in, and others
 * may not be shown it; `reliable` is for host and staff, and is answered after the commit.
 */
export const roomSend = z.strictObject({
  id,
  cmd: z.literal('room.send'),
  room: roomId,
  clientId,
  kind: messageKind,
  body: z.record(z.string(), z.unknown()),
  class: z.enum(roomClasses).default('best-effort'),
  /** Reliable only: every device opens it at this instant of the server's clock (mission M13). */
  activateAt: z.int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** Reliable only: each device acts at its own moment within so long after `at`. */
  spreadMs: z.int().min(1).max(wireLimits.spreadMs).optional(),
});

/**
 * Adds to counters what the device has summed up. `seq` is greater with each new sum of the device,
 * whatever the room (its clock will do): a retry with the same `seq` counts nothing twice.
 */
export const roomTap = z.strictObject({
  id,
  cmd: z.literal('room.tap'),
  room: roomId,
  seq: z.int().min(1).max(Number.MAX_SAFE_INTEGER),
  counts: z
    .record(counterName, z.int().min(1).max(wireLimits.tapsPerCommand))
    .refine((counts) => Object.keys(counts).length <= wireLimits.countersPerCommand, {
      message: `must name at most ${wireLimits.countersPerCommand} counters`,
    }),
});

export const roomMembers = z.strictObject({ id, cmd: z.literal('room.members'), room: roomId });

/** Changes attributes; host and staff only. `null` removes. All of it or nothing. */
export const roomSet = z.strictObject({
  id,
  cmd: z.literal('room.set'),
  room: roomId,
  set: z.record(attributeName, z.json()),
  /** Versions that the keys must have now; 0: must not be there. */
  expect: z.record(attributeName, z.int().min(0)).optional(),
});

export const moderations = [
  'mute',
  'unmute',
  'ban',
  'unban',
  'mute_all',
  'unmute_all',
  'slow',
  'close',
] as const;

/**
 * Host and staff keep order. `mute`, `ban` and their opposites name a user, or one device of it;
 * `slow` sets the least time between two messages of a viewer (`ms` 0: none).
 */
export const roomModerate = z.strictObject({
  id,
  cmd: z.literal('room.moderate'),
  room: roomId,
  action: z.enum(moderations),
  user: userId.optional(),
  device: deviceId.optional(),
  /** How long; without it until it is taken back. */
  ms: z.union([z.literal(0), durationMs]).optional(),
});

export type RoomEnter = z.infer<typeof roomEnter>;
export type RoomLeave = z.infer<typeof roomLeave>;
export type RoomSend = z.infer<typeof roomSend>;
export type RoomTap = z.infer<typeof roomTap>;
export type RoomMembers = z.infer<typeof roomMembers>;
export type RoomSet = z.infer<typeof roomSet>;
export type RoomModerate = z.infer<typeof roomModerate>;
export type Moderation = (typeof moderations)[number];

/** How the room stands, as whoever enters is told. All but the first lines is the same for everybody. */
export interface RoomEnterAnswer {
  room: ConversationId;
  /** Server time, milliseconds since 1970. */
  now: number;
  role: RoomRole;
  /** This user or device may not speak before this time (server time, ms; 0: without end). */
  mutedUntil?: number;
  /** Part of the token of spread commands. */
  ticket: string;
  /** The room's reliable log: the device takes `from` as its position, then `entries`. */
  epoch: number;
  head: number;
  from: number;
  entries: RoomEntry[];
  /** `from + entries.length < head`: pull on. */
  truncated?: true;
  gap?: GapReason;
  online: RoomOnline;
  /** The most devices at once, so far. */
  peak: number;
  /** Different users since the room was made: exact up to 512, then with a standard error of 1.6 %. */
  visitors: number;
  counters: RoomCounters;
  attributes: Record<string, RoomAttribute>;
  /** Lately said, oldest first. */
  chat: RoomChat[];
  /** Everybody but host and staff is mute. */
  mutedAll?: true;
  /** Least time between two messages of a viewer. */
  slowMs?: number;
}

export interface RoomSendAnswer {
  at: number;
  /** Of reliable messages only: the place in the room's log. */
  epoch?: number;
  syncId?: number;
  /** The same `clientId` was sent before; this is its first answer. Reliable messages only. */
  duplicate?: true;
}

export interface RoomMembersAnswer {
  /** All of a small room; of a large one the newest, then a sample. */
  members: RoomMember[];
  complete: boolean;
  online: RoomOnline;
}

export interface RoomSetAnswer {
  /** Of the keys of the request; 0: removed. */
  versions: Record<string, number>;
  epoch: number;
  /** Place of the `attributes` entry. */
  syncId: number;
}
