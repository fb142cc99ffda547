import { z } from 'zod';
import { limits } from '../limits.ts';
import { defaultTiers, tiersSchema } from '../room/chat/tiers.ts';
import { count, dayMs, durationMs, metaIn, minuteMs } from './setting-meta.ts';

const rooms = metaIn('rooms');

/** Settings of live rooms. */
export const roomSettings = {
  roomsOnDemand: z
    .boolean()
    .default(true)
    .meta(rooms('devices may enter rooms that no backend has made')),
  roomsPerApp: count(1_000_000)
    .default(limits.roomsPerApp)
    .meta(rooms('rooms of one app that are open at once')),
  roomDevices: count(10_000_000)
    .default(limits.roomDevices)
    .meta(rooms('devices in one room unless the room says less')),
  roomsPerDevice: count(64)
    .default(limits.roomsPerDevice)
    .meta(rooms('rooms that one device is in at once')),
  roomGraceMs: z
    .int()
    .min(0)
    .max(10 * minuteMs)
    .default(limits.roomGraceMs)
    .meta(rooms('a device whose connection closed stays in its rooms for this long')),
  roomIdleMs: durationMs(dayMs)
    .default(limits.roomIdleMs)
    .meta(rooms('a room in which nothing happens leaves the memory after this')),
  roomUserPerSecond: count(10_000)
    .default(limits.roomUserPerSecond)
    .meta(rooms('best-effort messages a second of one user in one room')),
  roomUserBurst: count(100_000)
    .default(limits.roomUserBurst)
    .meta(rooms('… at once of one user in one room')),
  roomPerSecond: count(1_000_000)
    .default(limits.roomPerSecond)
    .meta(rooms('best-effort messages a second in one room unless the room says less')),
  roomBurst: count(10_000_000).default(limits.roomBurst).meta(rooms('… at once in one room')),
  roomAppPerSecond: count(10_000_000)
    .default(limits.roomAppPerSecond)
    .meta(rooms('best-effort messages a second in all rooms of one app')),
  roomAppBurst: count(100_000_000)
    .default(limits.roomAppBurst)
    .meta(rooms('… at once in all rooms of one app')),
  roomTiers: tiersSchema
    .default([...defaultTiers])
    .meta(rooms('how chat is merged and thinned, by the online count of a room')),
} as const;
