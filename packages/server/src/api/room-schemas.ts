import { chatRanks, deviceId, roomId, roomRoles, userId } from '@eagre/protocol';
import { z } from '@hono/zod-openapi';
import { described } from './described.ts';

/** What the routes of rooms have in common; answers as in `schemas.ts`. */
export const roomParams = z.object({ room: described(roomId, { example: 'room:show1' }) });

const atExample = 1_790_000_000_000;

/** Milliseconds since 1970. */
export const timeAnswer = z
  .int()
  .openapi({ description: 'milliseconds since 1970', example: atExample });

export const onlineAnswer = z
  .object({
    devices: z.int().openapi({ example: 48_210 }),
    users: z.int().openapi({
      description: 'different users; one that is on several nodes counts once on each',
      example: 47_902,
    }),
  })
  .openapi('RoomOnline');

export const tierAnswer = z
  .object({
    windowMs: z.int().openapi({ example: 250 }),
    flushItems: z.int().openapi({ example: 500 }),
    displayPerSecond: z.int().openapi({ example: 40 }),
    overridden: z
      .boolean()
      .openapi({ description: 'some of it was set for this room, whatever its online count' }),
  })
  .openapi('RoomTier', { description: 'how the chat of the room is merged and thinned now' });

export const visitorsAnswer = z
  .int()
  .openapi({ description: 'different users since the room was made, within 2 %' });

export const peakAnswer = z.int().openapi({ description: 'the most devices at once, so far' });

export const countersAnswer = z
  .record(z.string(), z.int())
  .openapi('RoomCounters', { example: { like: 120_412 }, description: 'totals by name' });

export const attributesAnswer = z
  .record(
    z.string(),
    z.object({
      value: z.unknown(),
      version: z.int().openapi({ description: 'hand it in as `expect` to change only this value' }),
    }),
  )
  .openapi('RoomAttributes', {
    example: { pinned: { value: { itemId: 'sku-8' }, version: 3 } },
  });

export const role = z.enum(roomRoles);
export const rank = z.enum(chatRanks);

/** Whom a mute or ban concerns. */
export const person = { user: userId.optional(), device: deviceId.optional() };

const term = z.object({
  user: z.string(),
  device: z.string().optional().openapi({ description: 'absent: all devices of the user' }),
  until: z.int().openapi({ description: 'milliseconds since 1970; 0: until it is taken back' }),
});

export const moderationAnswer = z
  .object({
    mutedAll: z.boolean(),
    slowMs: z.int(),
    muted: z.array(term),
    banned: z.array(term),
  })
  .openapi('RoomModeration');

export const setAnswer = z
  .object({
    versions: z
      .record(z.string(), z.int())
      .openapi({ description: 'of the keys of the request; 0: removed', example: { pinned: 4 } }),
    epoch: z.int(),
    syncId: z.int().openapi({ description: 'where the change stands in the log of the room' }),
  })
  .openapi('RoomSet');
