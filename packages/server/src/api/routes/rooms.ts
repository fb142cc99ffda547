import { roomId, wireLimits } from '@eagre/protocol';
import { createRoute, z } from '@hono/zod-openapi';
import { backendActor } from '../../conversation/actor.ts';
import { roomChange } from '../../room/state/room-change.ts';
import { ServiceError } from '../../service-error.ts';
import type { Api, ApiDeps } from '../deps.ts';
import { described } from '../described.ts';
import { given } from '../given.ts';
import { bearer, body, failures, json } from '../responses.ts';
import {
  onlineAnswer,
  peakAnswer,
  roomParams,
  tierAnswer,
  timeAnswer,
  visitorsAnswer,
} from '../room-schemas.ts';
import { pageLimit, pageOffset } from '../schemas.ts';

const common = { tags: ['rooms'], security: bearer };
const { name, tier, mutedAll, slowMs, words, deviceLimit, perSecond } = roomChange.shape;

const settings = {
  name: described(name, { example: 'Spring sale with Ann' }),
  tier: described(tier, {
    description:
      'in place of what follows from the online count: `windowMs` between two frames (0: none), `flushItems` that end a window early (0: none), `displayPerSecond` that devices are shown (0: all)',
    example: { windowMs: 250, displayPerSecond: 30 },
  }),
  mutedAll: described(mutedAll, { description: 'everybody but host and staff is mute' }),
  slowMs: described(slowMs, {
    description: 'least time between two messages of a viewer or follower; 0: none',
    example: 3000,
  }),
  words: described(words, {
    description:
      'messages with one of them are refused, whatever the case or width, inside other words too; takes the place of the list before',
    example: ['counterfeit'],
  }),
  deviceLimit: described(deviceLimit, {
    description: 'devices at once, where not as the server has it',
  }),
  perSecond: described(perSecond, {
    description: 'best-effort messages a second, where not as the server has it',
  }),
};

const roomAnswer = z
  .object({
    room: z.string().openapi({ example: 'room:show1' }),
    name: z.string().optional(),
    open: z.boolean().openapi({ description: 'it is in memory, since it is in use' }),
    closed: z.boolean().openapi({ description: 'for good: nobody comes in any more' }),
    createdAt: timeAnswer,
    online: onlineAnswer,
    peak: peakAnswer,
    visitors: visitorsAnswer,
    tier: tierAnswer,
    mutedAll: z.boolean(),
    slowMs: z.int(),
    deviceLimit: z.int().optional(),
    perSecond: z.int().optional(),
    words: z.int().openapi({ description: 'how many words are refused' }),
  })
  .openapi('Room');

const create = createRoute({
  ...common,
  method: 'post',
  path: '/v1/rooms',
  summary: 'Make a room',
  description:
    'Rooms need not be made before devices enter them, unless the server is set so (`roomsOnDemand`). A room that is in use but was never set up can still be made.',
  request: {
    body: body(z.strictObject({ room: described(roomId, { example: 'room:show1' }), ...settings })),
  },
  responses: { 201: json(roomAnswer, 'The room'), ...failures },
});

const list = createRoute({
  ...common,
  method: 'get',
  path: '/v1/rooms',
  summary: 'List the rooms that are open, the one with the most devices first',
  request: { query: z.strictObject({ offset: pageOffset, limit: pageLimit }) },
  responses: {
    200: json(
      z.object({
        items: z.array(
          z
            .object({
              room: z.string(),
              name: z.string().optional(),
              online: onlineAnswer,
              windowMs: z.int().openapi({ description: 'between two frames' }),
            })
            .openapi('RoomSummary'),
        ),
        more: z.boolean(),
      }),
      'A page of them',
    ),
    ...failures,
  },
});

const get = createRoute({
  ...common,
  method: 'get',
  path: '/v1/rooms/{room}',
  summary: 'Get a room',
  request: { params: roomParams },
  responses: { 200: json(roomAnswer, 'The room'), ...failures },
});

const change = createRoute({
  ...common,
  method: 'patch',
  path: '/v1/rooms/{room}',
  summary: 'Change the settings of a room',
  description: 'What is absent stays; null takes a setting off. Takes effect within 2 seconds.',
  request: { params: roomParams, body: body(z.strictObject(settings)) },
  responses: { 200: json(roomAnswer, 'The room'), ...failures },
});

const close = createRoute({
  ...common,
  method: 'post',
  path: '/v1/rooms/{room}/close',
  summary: 'Close a room for good',
  description:
    'Its devices are told and leave; whoever comes later is refused with `room_closed`. Its id is not given again.',
  request: { params: roomParams, body: body(z.strictObject({})) },
  responses: { 204: { description: 'Closed, or it was already' }, ...failures },
});

export function addRoomRoutes(api: Api, { services: { rooms } }: ApiDeps): void {
  api.openapi(create, async (context) => {
    const { room, ...wanted } = context.req.valid('json');
    const made = await rooms.create(backendActor(context.var.app), room, given(wanted));
    return context.json(made, 201);
  });
  api.openapi(list, async (context) => {
    const { offset = 0, limit = wireLimits.pageItemsDefault } = context.req.valid('query');
    return context.json(await rooms.list(context.var.app, { offset, limit }), 200);
  });
  api.openapi(get, async (context) => {
    const { room } = context.req.valid('param');
    const found = await rooms.get(context.var.app, room);
    if (found === undefined) {
      throw new ServiceError('not_found', 'no such room', { field: 'room' });
    }
    return context.json(found, 200);
  });
  api.openapi(change, async (context) => {
    const { room } = context.req.valid('param');
    const wanted = given(context.req.valid('json'));
    return context.json(await rooms.change(backendActor(context.var.app), room, wanted), 200);
  });
  api.openapi(close, async (context) => {
    const { room } = context.req.valid('param');
    await rooms.close(backendActor(context.var.app), room);
    return context.body(null, 204);
  });
}
