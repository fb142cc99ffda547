import { chatRanks } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import type { Api, ApiDeps } from '../deps.ts';
import { bearer, failures, json } from '../responses.ts';
import {
  countersAnswer,
  onlineAnswer,
  peakAnswer,
  roomParams,
  tierAnswer,
  visitorsAnswer,
} from '../room-schemas.ts';

const work = {
  chat: z.object({
    offered: z.int().openapi({ description: 'best-effort messages that passed the entrance' }),
    delivered: z.int().openapi({ description: 'messages times devices' }),
    refused: z.int().openapi({
      description: 'messages times devices that could not take them, since their lines were jammed',
    }),
    dropped: z.record(z.string(), z.partialRecord(z.enum(chatRanks), z.int())).openapi({
      description: 'messages that a node showed to nobody, by reason and by rank',
      example: { sender_cap: { follower: 12, viewer: 8031 } },
    }),
  }),
  frames: z.int().openapi({ description: 'frames times devices' }),
  flushSizes: z.object({ p50: z.int(), max: z.int(), recent: z.array(z.int()) }).openapi({
    description:
      'best-effort messages in one frame; `recent` one node after the other, oldest first',
  }),
  reliable: z.object({
    delivered: z.int().openapi({ description: 'entries times devices' }),
    retried: z.int().openapi({ description: 'devices that took a frame made to try again' }),
    carried: z.int().openapi({ description: 'devices that took what they lacked with the next' }),
    pulled: z.int().openapi({ description: 'devices that were told to pull' }),
  }),
};

const nodeStats = z
  .object({
    node: z.string().openapi({ example: 'node1' }),
    devices: z.int().openapi({ description: 'in the room, on this node' }),
    ...work,
  })
  .openapi('RoomNodeStats');

const statsAnswer = z
  .object({
    room: z.string().openapi({ example: 'room:show1' }),
    online: onlineAnswer,
    peak: peakAnswer,
    visitors: visitorsAnswer,
    curve: z.array(z.tuple([z.int(), z.int()])).openapi({
      description: 'devices online over time, oldest first: [milliseconds since 1970, devices]',
      example: [
        [1_790_000_000_000, 210],
        [1_790_000_010_000, 48_210],
      ],
    }),
    tier: tierAnswer,
    ...work,
    counters: countersAnswer,
    nodes: z.array(nodeStats).openapi({
      description: 'what each node did that has the room open; the one that answers comes first',
    }),
    missing: z.array(z.string()).openapi({
      description: 'nodes that did not answer in time, and are not in the sums',
      example: [],
    }),
  })
  .openapi('RoomStats');

const stats = createRoute({
  tags: ['rooms'],
  security: bearer,
  method: 'get',
  path: '/v1/rooms/{room}/stats',
  summary: 'Get what happens in a room',
  description:
    'Of all nodes together, whichever is asked. What nodes did is counted since each of them opened the room: the sums, and `nodes` has them one by one. The curve is what the node that answers has seen.',
  request: { params: roomParams },
  responses: { 200: json(statsAnswer, 'The figures'), ...failures },
});

export function addRoomStatsRoutes(api: Api, { services: { rooms } }: ApiDeps): void {
  api.openapi(stats, async (context) => {
    const { room } = context.req.valid('param');
    return context.json(await rooms.stats(context.var.app, room), 200);
  });
}
