import { createRoute, z } from '@hono/zod-openapi';
import { defaultTiers, tiersSchema } from '../../room/chat/tiers.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { described } from '../described.ts';
import { bearer, body, failures, json } from '../responses.ts';

const common = { tags: ['rooms'], security: bearer };

const tiersAnswer = z
  .object({
    tiers: z.array(
      z.object({
        fromDevices: z.int(),
        windowMs: z.int(),
        flushItems: z.int(),
        displayPerSecond: z.int(),
      }),
    ),
  })
  .openapi('RoomTiers', { example: { tiers: [...defaultTiers] } });

const get = createRoute({
  ...common,
  method: 'get',
  path: '/v1/room-tiers',
  summary: "Get how chat is merged and thinned in the app's rooms, by their online count",
  description:
    'A tier holds from `fromDevices` on, until the next one does. `windowMs`: how long messages wait to share a frame (0: only those that come together share one). `flushItems`: so many messages end a window early (0: none do). `displayPerSecond`: how many a device is shown (0: all).',
  responses: { 200: json(tiersAnswer, 'The tiers, for the smallest rooms first'), ...failures },
});

const put = createRoute({
  ...common,
  method: 'put',
  path: '/v1/room-tiers',
  summary: "Set how chat is merged and thinned in the app's rooms",
  description:
    'In place of the tiers before, in all rooms of the app but where a room has its own values; takes effect within 2 seconds, and outlives a restart.',
  request: {
    body: body(
      z.strictObject({
        tiers: described(tiersSchema, { example: [...defaultTiers] }),
      }),
    ),
  },
  responses: { 200: json(tiersAnswer, 'The tiers now'), ...failures },
});

export function addRoomTierRoutes(api: Api, { services: { rooms } }: ApiDeps): void {
  api.openapi(get, async (context) => {
    return context.json({ tiers: await rooms.tiers(context.var.app) }, 200);
  });
  api.openapi(put, async (context) => {
    const { tiers } = context.req.valid('json');
    return context.json({ tiers: await rooms.setTiers(context.var.app, tiers) }, 200);
  });
}
